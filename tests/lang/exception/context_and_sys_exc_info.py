import sys
def info(): return sys.exc_info()[1] if sys.exc_info()[0] else None
print(info(), sys.exception())
try: raise ValueError("a")
except ValueError as a:
    print(repr(info()), sys.exception() is a)
    try: raise TypeError("b")
    except TypeError as b: print(repr(info()), repr(b.__context__), b.__context__ is a)
    print(repr(info()))
    def gen():
        yield repr(info())
        try: raise KeyError("g")
        except KeyError: yield repr(info())
        yield repr(info())
    g = gen(); print(next(g), next(g), repr(info()), next(g))
print(info())
try:
    try: raise ValueError("one")
    finally: print("finally sees", repr(info()))
except ValueError: pass
try:
    try: raise ValueError("one")
    except ValueError: raise
except ValueError as e: print(repr(e.__context__))
