def g():
    while True:
        try: x = yield "ready"
        except ValueError as e: print("caught", repr(e)); yield "handled"
        except GeneratorExit: print("closing"); raise
        finally: print("finally")
i = g(); print(next(i)); print(i.throw(ValueError("v"))); print(next(i)); i.close(); i.close(); print(list(i))
j = g(); next(j)
try: j.throw(KeyError("k"))
except KeyError as e: print("escaped", e, j.gi_frame)
k = g(); k.close(); print(list(k))
m = g()
try: m.throw(KeyError, "before start")
except KeyError as e: print(repr(e), list(m))
def stubborn():
    try: yield 1
    except GeneratorExit: yield 2
s = stubborn(); next(s)
try: s.close()
except RuntimeError as e: print(e)
def ret():
    try: yield 1
    except GeneratorExit: return "value"
r = ret(); next(r); print(r.close(), r.close())
for args in ((5,), ("x",), (ValueError, KeyError()), (ValueError(), "x"), ()):
    n = g(); next(n)
    try: n.throw(*args)
    except BaseException as e: print(type(e).__name__, e)
