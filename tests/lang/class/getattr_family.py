class A:
    def __init__(self): self.real = 1
    def __getattr__(self, n):
        if n.startswith("_"): raise AttributeError(n)
        print("getattr", n); return n.upper()
    def __setattr__(self, n, v): print("setattr", n, v); object.__setattr__(self, n, v)
    def __delattr__(self, n): print("delattr", n); object.__delattr__(self, n)
a = A(); print(a.real, a.fake); a.x = 1; del a.x; print(a.x, getattr(a, "y", "dflt"),
        hasattr(a, "z"), getattr(a, "_q", "dflt"), hasattr(a, "_q"))
class B:
    def __getattribute__(self, n): print("attribute", n); return object.__getattribute__(self, n)
    def __getattr__(self, n): return "fallback " + n
    x = 5
b = B(); print(b.x, b.nope, b.__class__.__name__)
class C:
    @property
    def p(self): raise AttributeError("inner")
    def __getattr__(self, n): return "from getattr " + n
print(C().p)
try: a._nope
except AttributeError as e: print(e, e.name, e.obj)
