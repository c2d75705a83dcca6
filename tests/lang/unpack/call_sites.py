def f(*a, **k): return a, k
print(f(*[1, 2], 3, *"ab", x=1, **{"y": 2}, **{"z": 3}), f(*(), **{}), f(*range(2), *{5}),
      f(**{"a b": 1}))
for g in (lambda: f(*5), lambda: f(**5), lambda: f(**{1: 2}), lambda: f(x=1, **{"x": 2}),
          lambda: f(**{"a": 1}, **{"a": 2}), lambda: f(*None), lambda: f(**None),
          lambda: f(*[1], **[2])):
    try: print(g())
    except TypeError as e: print(str(e).replace("__main__.", ""))
def order(n): print(n, end=" "); return n
print(f(order(1), *[order(2)], order(3), k=order(4), **{"l": order(5)}, m=order(6)))
