print(list(x * 2 for x in range(3)), sum(x for x in range(5)),
      dict((k, v) for k, v in zip("ab", [1, 2])), set(c for c in "hello") == set("helo"),
      tuple(x for x in [1, 2, 3] if x % 2), list((x, y) for x in range(2) for y in range(x + 1)))
g = (x for x in [1, 2]); print(type(g).__name__, g.__name__, next(g), list(g), list(g))
def noisy(n): print("evaluated", n); return range(n)
e = (x for x in noisy(2)); print("created"); print(list(e))
try: (x for x in 5)
except TypeError as t: print("immediate", t)
late = (x + y for x in range(2) for y in undefined_name)
try: next(late)
except NameError as n: print("late", n)
x = "outer"; list(x for x in range(3)); print(x)
n = 5; g = (n + i for i in range(2)); n = 100; print(list(g))
print(any(x > 3 for x in range(10)), max((len(w), w) for w in ["a", "bbb"]),
      list(map(lambda f: f(), [lambda i=i: i for i in range(3)])),
      " ".join(str(i) for i in range(3)))
