class O: pass
class A(O): pass
class B(O): pass
class C(O): pass
class D(A, B): pass
class E(B, C): pass
class F(D, E): pass
print([c.__name__ for c in F.__mro__])
for b in ((O, A), (D, A, O), (A, D), (E, B)):
    try: print([c.__name__ for c in type("X", b, {}).__mro__])
    except TypeError as e: print(e)
try:
    class X(A, B): pass
    class Y(B, A): pass
    class Z(X, Y): pass
except TypeError as e: print(e)
class M(type):
    def mro(cls): return [cls, B, object]
class Q(metaclass=M): pass
print(Q.__mro__)
