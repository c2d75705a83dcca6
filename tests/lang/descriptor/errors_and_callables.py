class Callable:
    def __call__(s, *a): return a
    def __get__(s, o, t): return lambda *a: ("bound", a)
class A: c = Callable()
print(A().c(1), A.c(2), A.__dict__["c"](3))
class Raise:
    def __get__(s, o, t): raise AttributeError("gone")
class B:
    r = Raise()
    def __getattr__(s, n): return "getattr:" + n
print(B().r, hasattr(B, "r"), getattr(B, "r", "dflt"))
class Bad: __get__ = 5
class C: b = Bad()
try: C().b
except TypeError as e: print(e)
class P:
    def __init__(s, f): s.f = f
    def __get__(s, o, t=None):
        if o is None: return s
        v = s.f(o); o.__dict__[s.f.__name__] = v; return v
class L:
    @P
    def lazy(s): print("computed"); return 42
l = L(); print(l.lazy, l.lazy, vars(l))
