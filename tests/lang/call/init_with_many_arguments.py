# Making an instance with more arguments than fit into the registers kept for it.
class Many:
    def __init__(self, a, b, *rest, key=None, **others):
        self.a, self.b, self.rest, self.key, self.others = a, b, rest, key, others


m = Many(*range(40))
print(m.a, m.b, len(m.rest), m.rest[-1])
m = Many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, key=5, z=6)
print(m.rest, m.key, m.others)
names = {f"n{i}": i for i in range(30)}
m = Many(0, b=1, c=2, d=3, e=4, f=5, g=6, h=7, i=8, j=9, k=10, l=11, m=12, n=13, o=14, p=15, q=16, r=17, **names)
print(m.b, len(m.others), sum(m.others.values()))


class Exact:
    def __init__(self, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t):
        self.sum = a + t


print(Exact(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, t=19, s=20).sum)
for call in (lambda: Exact(*range(19)), lambda: Exact(*range(21)), lambda: Exact(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, a=1),
             lambda: Exact(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, z=1)):
    try: call()
    except TypeError as e: print(e)
