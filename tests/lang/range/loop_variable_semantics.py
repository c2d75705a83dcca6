for i in range(3): pass
print(i)
for i in range(0): pass
print(i)
for i in range(5):
    print(i, end=" ")
    i = 100
print(i)
r = range(3); print([x + y for x in r for y in r], next(iter(r)), list(zip(r, r)))
it = iter(range(3)); next(it); print(list(it), it.__length_hint__(), iter(range(2)),
                                     iter(range(10 ** 20)))
for i in range(10 ** 20, 10 ** 20 + 2): print(i)
for i in range(2 ** 63 - 2, 2 ** 63 + 2): print(i, end=" ")
print(list(range(-2 ** 48 - 1, -2 ** 48 + 2)))
