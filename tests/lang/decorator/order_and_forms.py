def d(name):
    print("make", name)
    def deco(f):
        print("apply", name)
        def w(*a): return f"{name}({f(*a)})"
        return w
    return deco
@d("a")
@d("b")
def f(x): return x
print(f(1))
fs = [d("idx")]
@fs[0]
def g(x): return x
@(lambda f: lambda *a: "lambda " + f(*a))
def h(x): return str(x)
@d("class").__call__
def i(x): return x
print(g(2), h(3), i(4))
def cd(c): c.added = 1; return c
@cd
class K: pass
print(K.added)
class D:
    def __init__(s, f): s.f = f; s.n = 0
    def __call__(s, *a): s.n += 1; return s.f(*a)
@D
def counted(): return "counted"
counted(); counted(); print(counted.n)
class M:
    def deco(f): return lambda self: "deco " + f(self)
    @deco
    def m(self): return "m"
print(M().m())
import functools
def wrap(f):
    @functools.wraps(f)
    def inner(*a, **k): "inner doc"; return f(*a, **k)
    return inner
@wrap
def documented(a: int): "the doc"
print(documented.__name__, documented.__doc__, documented.__wrapped__.__name__,
      documented.__annotations__)
@x if (x := print) else None
def returned_none(): pass
print(returned_none)
