def f():
    try: raise ValueError("body")
    finally: raise KeyError("finally")
try: f()
except KeyError as e: print(repr(e), repr(e.__context__))
def g():
    try: raise ValueError
    except ValueError:
        try: return "inner return"
        finally: print("inner finally")
    finally: print("outer finally")
print(g())
def h():
    try:
        yield 1
    finally:
        yield "in finally"
print(list(h()))
it = h(); next(it)
try: it.close()
except RuntimeError as e: print(e)
