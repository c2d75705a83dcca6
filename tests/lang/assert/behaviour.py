assert True; assert 1, "no"
for code in ("assert 0", "assert 0, 'msg'", "assert [], [1, 2]", "assert None, None",
             "assert not (1, 2), f'{1 + 1}'"):
    try: exec(code)
    except AssertionError as e: print(repr(e), str(e))
def noisy(): print("message evaluated"); return "m"
assert 1, noisy()
try: assert 0, noisy()
except AssertionError as e: print(e)
AssertionError_ = AssertionError
def f():
    AssertionError = ValueError
    try: assert 0, "real AssertionError"
    except AssertionError_ as e: print(type(e).__name__, e)
f(); print(__debug__)
for code in ("__debug__ = 1", "assert", "assert x,", "def f(__debug__): 0", "import __debug__",
             "f(__debug__=1)", "x.__debug__ = 1", "for __debug__ in x: 0", "class __debug__: 0"):
    try: compile(code, "<a>", "exec"); print(code, "ok")
    except SyntaxError as e: print(code, "|", e.msg)
