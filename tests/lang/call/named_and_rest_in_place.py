# Named arguments, parameters by name only, *args and **kwargs in all mixtures, and their errors.
def f(a, b=2, /, c=3, *rest, d, e=5, **more): return a, b, c, rest, d, e, more
def g(a, *, k=1): return a, k
def h(*args, **named): return args, named
def plain(a, b, c=3): return a, b, c

print(f(1, d=4), f(1, 9, d=4, c=7), f(1, 2, 3, 4, 5, d=6, e=7, x=8))
print(f(1, d=4, a=10, b=20), g(1), g(1, k=2), g(a=3), g(k=4, a=5))
print(h(), h(1, 2), h(x=1), h(1, y=2), h(*(1, 2), **{"z": 3}))
print(plain(1, c=5, b=4), plain(c=1, b=2, a=3), plain(*(1,), **{"b": 2}))
many = {f"k{i}": i for i in range(12)}
print(h(**many) == ((), many), f(0, d=1, **many)[6] == many)
key = "".join(["b"])
print(plain(1, **{key: 2}), h(**{"".join(["n", "ame"]): 1}))
def show(call, *args, **named):
    try: print(call(*args, **named))
    except TypeError as e: print(e)
show(f, 1); show(f, d=1); show(g, 1, 2); show(g, 1, q=2); show(g); show(plain, 1, a=2); show(plain, 1)
show(plain, 1, 2, 3, 4); show(plain, b=1); show(plain, 1, 2, zz=3); show(h, 1, 2)
class C:
    def __init__(self, a, *, k=1, **more): self.got = a, k, more
    def m(self, *a, k=0): return a, k
print(C(1).got, C(1, k=2, z=3).got, C(a=4).got, C(1).m(1, 2, k=3), C(1).m(k=1))
show(C); show(C, 1, 2)
g.__kwdefaults__ = None
show(g, 1)
