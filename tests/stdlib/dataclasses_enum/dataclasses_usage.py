from dataclasses import *
@dataclass
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list, repr=False, compare=False)
p = P(1); print(p, p == P(1, 0), p != P(2), asdict(p), astuple(p), replace(p, y=5),
                [f.name for f in fields(P)], P.__match_args__, P(1).tags is P(1).tags)
@dataclass(frozen=True, order=True, slots=True)
class F: a: int; b: str = "b"
f = F(1); print(f, hash(f) == hash(F(1)), F(1) < F(2), sorted([F(2), F(1)]), F.__slots__)
try: f.a = 2
except FrozenInstanceError as e: print(type(e).__name__, e)
try: P()
except TypeError as e: print(e)
try:
    @dataclass
    class Bad: x: int = 0; y: int
except TypeError as e: print(e)
try:
    @dataclass
    class Mut: x: list = []
except ValueError as e: print(e)
@dataclass(kw_only=True)
class K(P):
    z: int = 1
    _: KW_ONLY
    def __post_init__(self): self.total = self.x + self.y + self.z
print(K(1, 2, z=3).total, K(1).__repr__(), is_dataclass(K),
      make_dataclass("M", ["q", ("r", int, 5)])(1))
@dataclass
class I: v: InitVar[int]; w: int = 0; 
print(I(5), P.__doc__, P.__eq__(p, 5))
