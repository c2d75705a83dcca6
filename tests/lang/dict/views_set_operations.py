a, b = {1: "x", 2: "y"}, {2: "y", 3: "z"}
print(a.keys() & b.keys(), a.keys() | b.keys(), a.keys() - b.keys(), a.keys() ^ b.keys(),
      a.items() & b.items(), a.keys() == {1, 2}, a.keys() < {1, 2, 3}, a.keys().isdisjoint([5]),
      (1, "x") in a.items(), (1, "z") in a.items(), "x" in a.values(), len(a.values()),
      1 in a.keys(), a.keys() & [1, 9], [2] & a.keys() if False else {2} & a.keys())
v = a.values(); k = a.keys(); i = a.items(); a[5] = "n"; print(v, k, i, k.mapping == a)
print(a.values() == a.values(), a.keys() == a.keys(), a.items() == {1: "x", 2: "y", 5: "n"}.items(),
      repr(a.keys()), type(iter(i)).__name__, type(iter(v)).__name__)
for f in (lambda: a.keys() + [1], lambda: a.keys()[0], lambda: a.values() & {1},
          lambda: a.keys() & 5, lambda: hash(a.keys())):
    try: print(f())
    except TypeError as e: print(e)
try: k.mapping[1] = 2
except TypeError as e: print(e)
