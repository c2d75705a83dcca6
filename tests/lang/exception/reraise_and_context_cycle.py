def f():
    try: raise ValueError("inner")
    except ValueError as e:
        try: raise KeyError("k")
        except KeyError: raise e
try: f()
except ValueError as e: print(repr(e), repr(e.__context__), e.__context__.__context__)
try:
    try: raise ValueError(1)
    except ValueError as e1:
        try: raise TypeError(2) from e1
        except TypeError as e2: raise e2 from e1
except TypeError as e: print(repr(e.__cause__), repr(e.__context__))
try:
    x = ValueError("self")
    raise x from x
except ValueError as e: print(e.__cause__ is e)
