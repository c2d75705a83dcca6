class A:
    @property
    def v(self): return self._v
    @v.setter
    def v(self, x): self._v = x
class B(A):
    @property
    def v(self): return super().v * 10
    @v.setter
    def v(self, x): A.v.fset(self, x + 1)
b = B(); b.v = 1; print(b.v, b._v)
class C(A):
    v = A.v.setter(lambda s, x: setattr(s, "_v", -x))
c = C(); c.v = 5; print(c.v)
class D:
    @property
    def p(self): return 1
d = D()
try: d.p = 2
except AttributeError as e: print(e)
try: del d.p
except AttributeError as e: print(e)
d.__dict__["p"] = "hidden"; print(d.p)
from functools import cached_property
class E:
    n = 0
    @cached_property
    def cp(self): E.n += 1; return E.n
e = E(); print(e.cp, e.cp, vars(e)); del e.cp; print(e.cp)
