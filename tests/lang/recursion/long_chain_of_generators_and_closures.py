def gen(inner):
    yield from inner
g = iter([1, 2, 3])
for _ in range(500): g = gen(g)
print(list(g))
f = lambda: 0
for _ in range(500): f = (lambda f: lambda: f() + 1)(f)
print(f())
it = iter(range(3))
for _ in range(3000): it = map(int, it)
del it; print("deep map freed")
e = None
for i in range(5000):
    try: raise ValueError(i) from e
    except ValueError as x: e = x
del e; print("chain freed")
