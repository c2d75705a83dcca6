class M(type):
    attr = "meta"
    def meth(cls): return cls.__name__
    @property
    def prop(cls): return "prop of " + cls.__name__
    def __getattr__(cls, n): return "M.getattr " + n
    def __len__(cls): return 3
    def __iter__(cls): return iter("it")
    def __getitem__(cls, k): return k * 2
    def __contains__(cls, x): return x == 1
    def __add__(cls, o): return "added"
    def __repr__(cls): return "<M " + cls.__name__ + ">"
class A(metaclass=M): pass
print(A.attr, A.meth(), A.prop, A.zzz, len(A), list(A), A[5], 1 in A, A + 1, A, bool(A),
      hasattr(A(), "attr"))
class N(type): pass
class B(metaclass=N): pass
try:
    class C(A, B): pass
except TypeError as e: print(e)
class MN(M, N): pass
class D(A, B, metaclass=MN): pass
print(type(D).__name__, D)
def fm(name, bases, ns, **kw): return (name, bases, sorted(ns)[:1], kw)
class F(metaclass=fm, z=1): pass
print(F)
