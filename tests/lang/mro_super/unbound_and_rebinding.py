class A:
    def f(self): return "A.f"
class B(A): pass
B._super = super(B)
B.f = lambda self: "B." + self._super.f()
print(B().f())
class C(A):
    def f(self):
        self = B()
        return super(C, C()).f()
print(C().f())
class D(A):
    def f(self):
        def inner(s): return super(D, s).f()
        return inner(self)
    def g(self): return super().f.__name__, super().f.__self__ is self
print(D().f(), D().g(), super(D, D()).__class__)
class E(int):
    def __add__(self, o): return "E" + str(super().__add__(o))
    def __getattribute__(self, n): return super().__getattribute__(n)
    def __repr__(self): return f"E({super().__repr__()})"
print(E(5) + 3, E(7).real, [E(1)])
