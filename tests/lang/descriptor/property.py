class A:
    def __init__(s): s._x = 0
    @property
    def x(s): "doc x"; return s._x
    @x.setter
    def x(s, v): s._x = v * 2
    @x.deleter
    def x(s): s._x = None
    ro = property(lambda s: 1)
    wo = property(None, lambda s, v: print("wo", v))
a = A(); a.x = 5; print(a.x); del a.x; print(a.x, A.x.__doc__, A.ro.fset, type(A.x).__name__,
        A.x.fget.__name__)
a.wo = 3
for f in (lambda: setattr(a, "ro", 1), lambda: delattr(a, "ro"), lambda: a.wo,
          lambda: delattr(a, "wo"), lambda: property(1, 2).__get__(a)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class B(A):
    @A.x.getter
    def x(s): return "sub"
print(B().x); p = property(doc="given"); print(p.__doc__, p.fget)
try: p.__get__(a, A)
except AttributeError as e: print(e)
class C(A):
    x = property(lambda s: super(C, s).x + 1 if False else A.x.fget(s))
print(C().x)
