def f(): return "old"
def g(): return "new"
h = f; f.__code__ = g.__code__; print(h(), f.__name__)
def outer():
    x = 1
    def inner(): return x
    return inner
try: f.__code__ = outer().__code__
except ValueError as e: print(e)
import types
k = types.FunctionType(g.__code__, {}, "made", (), None); print(k(), k.__name__)
c = outer(); print(c.__closure__[0].cell_contents, types.FunctionType(c.__code__, {}, "n", None,
        (types.CellType(42),))())
print(g.__code__.replace(co_name="zz").co_name, g.__code__ == g.__code__.replace(),
      hash(g.__code__) == hash(g.__code__.replace()))
