e = ValueError("a", 1)
print(e.args, e.__cause__, e.__context__, e.__suppress_context__, e.__traceback__, e.__dict__)
e.extra = 5; e.args = ("changed",); print(e, e.extra, vars(e))
print(e.with_traceback(None) is e)
for code in ("e.__cause__ = 5", "e.__context__ = 'x'", "e.__traceback__ = 1", "e.args = 5",
             "del e.__cause__", "e.__suppress_context__ = 'x'", "e.add_note(5)", "del e.args",
             "e.with_traceback(3)", "ValueError(x=1)"):
    try: exec(code); print(code, "ok")
    except Exception as x: print(code, "|", type(x).__name__, x)
e.__cause__ = TypeError("c"); print(e.__suppress_context__, e.__cause__)
