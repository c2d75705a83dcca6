# The mixin methods of the container ABCs, on the smallest implementations.
from collections.abc import *

class Seq(Sequence):
    def __init__(self, *a): self.a = a
    def __getitem__(self, i): return self.a[i]
    def __len__(self): return len(self.a)

s = Seq(1, 2, 3, 2)
print(list(s), list(reversed(s)), s.index(2), s.count(2), 3 in s, 9 in s)  # expect: [1, 2, 3, 2] [2, 3, 2, 1] 1 2 True False
try:
    s.index(7)
except ValueError:
    print('absent')  # expect: absent

class Bag(MutableSet):
    def __init__(self, it=()): self.d = dict.fromkeys(it)
    def __contains__(self, x): return x in self.d
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)
    def add(self, x): self.d[x] = None
    def discard(self, x): self.d.pop(x, None)

b = Bag('abc')
print(sorted(b | {'d'}), sorted(b & 'ab'), sorted(b - {'a'}), sorted(b ^ 'cd'))  # expect: ['a', 'b', 'c', 'd'] ['a', 'b'] ['b', 'c'] ['a', 'b', 'd']
print(b <= {'a', 'b', 'c'}, b < b, b.isdisjoint('xy'), b == {'c', 'b', 'a'})  # expect: True False True True
try:
    b.remove('z')
except KeyError as e:
    print(e)  # expect: 'z'

class Map(MutableMapping):
    def __init__(self, *a, **k): self.d = {}; self.update(*a, **k)
    def __getitem__(self, k): return self.d[k]
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)

m = Map({'a': 1}, b=2)
print(m.pop('a'), m.pop('zz', 0), m.setdefault('c', 3), m.popitem(), m == {'c': 3})  # expect: 1 0 3 ('b', 2) True
print(type(m.keys()).__name__, ('c', 3) in m.items(), 3 in m.values())  # expect: KeysView True True
