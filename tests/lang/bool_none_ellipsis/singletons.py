print(None, True, False, ..., Ellipsis is ..., repr(None), bool(None), type(None)() is None,
      None == None, not None, None is not False, [None] * 2, {None: 1}[None], True == 1,
      True is True, str(True), int(True), True + True, isinstance(True, int), hash(True), True.real,
      (True).bit_length(), True and "x", False or "y", None or 0 or "z", not "", not not "a")
for code in ("None.x = 1", "True()", "None()", "class X(bool): pass", "bool.__new__(int)",
             "type(None).__new__(5)"):
    try: exec(code)
    except Exception as e: print(code, "|", type(e).__name__, e)
print(bool.__mro__, bool.__doc__ is not None, bool("False"), bool(0.0), bool(()), False < True,
      sorted([True, False, 0.5]), max(True, 0.5), [10, 20][True], "ab"[False], True & 3,
      True ^ True, ~True.__class__(0))
