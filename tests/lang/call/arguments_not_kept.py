# Builtins of *args while their arguments run code: collections, other calls of the same function,
# errors, and iterators that outlive the call.
import gc
import math


class Item:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        gc.collect()
        max(other.n, self.n, 3)
        return self.n < other.n

    def __gt__(self, other):
        gc.collect()
        return self.n > min(other.n, other.n)

    def __index__(self):
        gc.collect()
        return math.gcd(self.n, 0)

    def __iter__(self):
        gc.collect()
        return iter(list(zip(range(self.n), 'abc')))

    def __format__(self, spec):
        return 'F{}'.format(self.n)

    def __str__(self):
        return 'S%d' % max(self.n, 0)


print(max(Item(1), Item(5), Item(3)).n, min(Item(4), Item(2), Item(9)).n)
print(math.gcd(Item(12), 18, Item(30)), math.gcd(), math.gcd(-8), math.gcd(2**80, 2**70 * 3), math.lcm(Item(4), 6))
print(math.gcd(-2**60, 2**59), math.gcd(0, 0), math.gcd(7, -2**63))
print('{} {} {x}'.format(Item(1), Item(2), x=Item(3)))
print(Item(1), Item(2), sep='|')
z, m = zip(Item(2), Item(3), [1]), map(lambda a, b: (a, b), Item(1), Item(2))
del Item.__lt__
gc.collect()
print(list(z), list(m))
d = {}
d.update(zip('ab', [1, 2]), c=3)
s = {1}
s.update(Item(2), (), [5], range(3))
print(d, sorted(s, key=str), len(s.union([7], {8}) - {7}), {1, 2}.intersection([1], (1, 2)), {1, 2}.difference((2,), [3]))
print(max(*range(20)), min(*range(20), key=lambda v: -v), math.hypot(*[1.0] * 9))
for bad in (lambda: max(1, 'a'), lambda: math.gcd(1, 1.5), lambda: '{} {}'.format(1), lambda: zip(1, 2),
            lambda: map(None), lambda: {1}.update([], 5), lambda: max(), lambda: d.update(1, 2)):
    try:
        bad()
    except (TypeError, IndexError) as e:
        print(type(e).__name__, e)
