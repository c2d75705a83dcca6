from collections import Counter
c = Counter('abracadabra')
print(c, c.most_common(2), c['zzz'], c.total())  # expect: Counter({'a': 5, 'b': 2, 'r': 2, 'c': 1, 'd': 1}) [('a', 5), ('b', 2)] 0 11
print(sorted(Counter(a=3, b=0, c=-1).elements()), Counter())  # expect: ['a', 'a', 'a'] Counter()
a, b = Counter(x=3, y=1), Counter(x=1, y=2, z=1)
print(a + b, a - b, a & b, a | b)  # expect: Counter({'x': 4, 'y': 3, 'z': 1}) Counter({'x': 2}) Counter({'x': 1, 'y': 1}) Counter({'x': 3, 'y': 2, 'z': 1})
print(+Counter(x=1, y=-1), -Counter(x=1, y=-1), a == Counter(x=3, y=1, q=0), a <= b, a < a + b)  # expect: Counter({'x': 1}) Counter({'y': 1}) True False True
a.subtract(x=5)
a.update('yy')
print(a)  # expect: Counter({'y': 3, 'x': -2})
a += b
print(a)  # expect: Counter({'y': 5, 'z': 1})
del a['absent']
try:
    Counter.fromkeys('ab')
except NotImplementedError as e:
    print(e)  # expect: Counter.fromkeys() is undefined.  Use Counter(iterable) instead.
