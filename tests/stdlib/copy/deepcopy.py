import copy
a = [1, [2, 3], {'k': (4, [5])}]
b, c = copy.copy(a), copy.deepcopy(a)
print(b[1] is a[1], c == a, c[1] is a[1], c[2]['k'][1] is a[2]['k'][1])  # expect: True True False False
loop = []
loop.append(loop)
d = copy.deepcopy(loop)
print(d[0] is d, d is loop)  # expect: True False
t = (1, 'a', (2, 3))
print(copy.deepcopy(t) is t, copy.deepcopy(int) is int, copy.copy(len) is len)  # expect: True True True

class P:
    def __init__(self, x): self.x = x
    def __replace__(self, /, **kw): return P(**{'x': self.x, **kw})
class Slots:
    __slots__ = ('a', 'b')
p = P([1])
q = copy.deepcopy(p)
print(q.x, q.x is p.x, copy.copy(p).x is p.x, copy.replace(p, x=2).x)  # expect: [1] False True 2
s = Slots()
s.a = [1]
print(copy.deepcopy(s).a, hasattr(copy.copy(s), 'b'))  # expect: [1] False

class Own:
    def __copy__(self): return 'copied'
    def __deepcopy__(self, memo): return 'deep'
print(copy.copy(Own()), copy.deepcopy([Own()]))  # expect: copied ['deep']
for f in (lambda: copy.replace(3), lambda: copy.deepcopy(x for x in ())):
    try:
        f()
    except TypeError as e:
        print(e)
# expect: replace() does not support int objects
# expect: cannot pickle 'generator' object
