class P(tuple):
    def __new__(cls, x, y): return super().__new__(cls, (x, y))
    x = property(lambda s: s[0])
p = P(1, 2); print(p, p.x, p == (1, 2), p + (3,), type(p[:]), hash(p) == hash((1, 2)),
                   isinstance(p, tuple))
from collections import namedtuple
N = namedtuple("N", "a b c", defaults=[3]); n = N(1, b=2)
print(n, n.a, n[1], n._asdict(), n._replace(a=9), N._fields, N._make([7, 8, 9]), n._field_defaults,
      N.__doc__, n == (1, 2, 3))
for f in (lambda: N(), lambda: N(1, 2, 3, 4), lambda: n._replace(z=1),
          lambda: namedtuple("X", "a a"), lambda: namedtuple("X", "class"),
          lambda: namedtuple("X", "_a"), lambda: N._make([1])):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
try: n.a = 1
except AttributeError as e: print(e)
print(namedtuple("R", "a class a", rename=True)._fields)
