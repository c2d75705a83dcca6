a = [1, 2, 3, 4]
for x in a:
    if x == 2: a.remove(2)
    print(x, end=" ")
print(a)
b = [1]
for x in b:
    if len(b) < 5: b.append(x + 1)
print(b)
c = [1, 2, 3]
it = iter(c); next(it); c.clear(); print(list(it)); c.append(9); print(list(it))
r = reversed([1, 2, 3]); print(next(r), r.__length_hint__(), list(r), list(r))
it = iter([1, 2]); print(it.__length_hint__(), list(it), next(it, "stop"))
