from dataclasses import *

@dataclass(order=True)
class Item:
    name: str
    price: float = 1.0
    tags: list = field(default_factory=list, compare=False)
    n: int = field(default=0, kw_only=True, repr=False)

a = Item('a')
print(a, a == Item('a', tags=[1]), a < Item('b'), Item.__match_args__, Item.__doc__)  # expect: Item(name='a', price=1.0, tags=[]) True True ('name', 'price', 'tags') Item(name: str, price: float = 1.0, tags: list = <factory>, *, n: int = 0)
print([f.name for f in fields(a)], asdict(a), astuple(a), replace(a, price=2))  # expect: ['name', 'price', 'tags', 'n'] {'name': 'a', 'price': 1.0, 'tags': [], 'n': 0} ('a', 1.0, [], 0) Item(name='a', price=2, tags=[])
print(a.tags is Item('b').tags, Item.__hash__, is_dataclass(Item), Item.__init__.__annotations__)  # expect: False None True {'name': <class 'str'>, 'price': <class 'float'>, 'tags': <class 'list'>, 'n': <class 'int'>, 'return': None}

@dataclass(frozen=True, slots=True)
class P:
    x: int
    y: int = 2
p = P(1)
for f in (lambda: setattr(p, 'x', 3), lambda: delattr(p, 'y')):
    try:
        f()
    except FrozenInstanceError as e:
        print(e)
# expect: cannot assign to field 'x'
# expect: cannot delete field 'y'
print(P.__slots__, hash(p) == hash((1, 2)), hasattr(p, '__dict__'))  # expect: ('x', 'y') True False

@dataclass
class Q:
    total: int = field(init=False)
    base: InitVar[int] = 5
    def __post_init__(self, base): self.total = base * 2
print(Q(), Q(7).total)  # expect: Q(total=10) 14
M = make_dataclass('M', ['x', ('y', int, 3)], namespace={'sum': lambda self: self.x + self.y})
print(M(1), M(1).sum())  # expect: M(x=1, y=3) 4
