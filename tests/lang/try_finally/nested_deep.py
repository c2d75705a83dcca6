def f(n):
    try:
        if n == 0: raise ValueError("deep")
        return f(n - 1)
    except KeyError: print("never")
    finally: print("unwind", n)
try: f(4)
except ValueError as e: print(e)
def g():
    try:
        try:
            try: raise ValueError(1)
            except TypeError: print("no")
        except KeyError: print("no")
        finally: print("f1")
    except ValueError as e: print("got", e); raise RuntimeError(2)
    finally: print("f2")
try: g()
except RuntimeError as e: print(e, repr(e.__context__))
