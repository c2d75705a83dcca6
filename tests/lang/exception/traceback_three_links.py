def a(): raise ValueError("a")
def b():
    try: a()
    except ValueError as e: raise TypeError("b") from e
try: b()
except TypeError:
    raise KeyError("c")
