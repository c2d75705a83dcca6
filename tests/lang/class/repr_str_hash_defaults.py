class A: pass
class B:
    def __str__(self): return "str only"
class C:
    def __repr__(self): return "repr only"
class D:
    def __eq__(self, o): return True
class E(D): __hash__ = object.__hash__
import re
print(re.sub("0x[0-9a-f]+", "ADDR", repr(A())), str(B()), re.sub("0x[0-9a-f]+", "ADDR", repr(B())),
      str(C()), repr(C()), [C()], f"{C()!s:>12}", D.__hash__, isinstance(hash(E()), int),
      hash(A()) == hash(A()) , A() == A())
a = A(); print(hash(a) == object.__hash__(a), a == a, {a: 1}[a], str(A), repr(A),
               A.__str__(a) == repr(a))
