from enum import *
class C(Enum):
    RED = 1; GREEN = 2; ALIAS = 1
    def m(self): return self.name.lower()
print(C.RED, repr(C.RED), C.RED.name, C.RED.value, C(2), C["GREEN"], list(C), C.ALIAS is C.RED,
      C.RED.m(), C.RED in C, len(C), C.RED == 1, C.RED is C(1), isinstance(C.RED, C), {C.RED: 1},
      C.__members__.keys(), type(C))
for f in (lambda: C(9), lambda: C["X"], lambda: setattr(C, "RED", 5), lambda: C.RED < C.GREEN,
          lambda: type("D", (C,), {}), lambda: C.NOPE, lambda: C()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class A(Enum): X = auto(); Y = auto()
class I(IntEnum): ONE = 1; TWO = 2
class S(StrEnum): A = auto(); B = "bee"
class F(Flag): R = auto(); W = auto(); X = auto(); RW = R | W
print(A.Y.value, I.ONE + 1, I.TWO > I.ONE, I(2), f"{I.ONE}", S.A, S.B == "bee", F.R | F.X, F.RW,
      ~F.R, F.R in F.RW, F(3), F(0), bool(F(0)), list(F.RW), F.R & F.W, C.RED.__class__.__name__)
@unique
class Ok(Enum): P = 1
try:
    @unique
    class Bad(Enum): P = 1; Q = 1
except ValueError as e: print(e)
Animal = Enum("Animal", "CAT DOG"); print(Animal.CAT, list(Animal))
