class A:
    __slots__ = ("x", "y")
    def __init__(self): self.x = 1
a = A(); print(a.x, A.__slots__, hasattr(a, "y"), hasattr(a, "__dict__"), type(A.x).__name__,
               A.x.__get__(a))
for code in ("a.y", "a.z = 1", "del a.y", "a.__dict__", "A.x.__get__(5)", "A.x.__set__(5, 1)"):
    try: exec(code)
    except Exception as e: print(code, "|", type(e).__name__, e)
a.y = 2; del a.x; print(a.y, hasattr(a, "x"))
class B(A): __slots__ = "z"
b = B(); b.z = 3; print(b.x, b.z, hasattr(b, "__dict__"))
class C(A): pass
c = C(); c.anything = 1; print(c.anything, c.x, vars(c))
class D: __slots__ = ("__dict__", "q")
d = D(); d.q = 1; d.r = 2; print(vars(d), d.q)
