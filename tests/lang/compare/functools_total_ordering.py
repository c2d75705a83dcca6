from functools import total_ordering
@total_ordering
class V:
    def __init__(s, v): s.v = v
    def __eq__(s, o): return s.v == o.v if isinstance(o, V) else NotImplemented
    def __lt__(s, o): return s.v < o.v if isinstance(o, V) else NotImplemented
a, b = V(1), V(2)
print(a < b, a <= b, a > b, a >= b, a == b, a != b, sorted([b, a])[0].v)
try: a <= 1
except TypeError as e: print(e)
try:
    @total_ordering
    class N: pass
except ValueError as e: print(e)
