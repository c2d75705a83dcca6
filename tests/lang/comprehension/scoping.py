x = "outer"
print([x for x in range(3)], x, {x: x for x in "ab"}, x, [(x, y) for x in range(2) for y in "ab"],
      x)
def f():
    y = 10
    return [y + i for i in range(3)], [lambda: y + i for i in range(2)][0](), [i for i in range(3) if i < y]
print(f())
class C:
    a = 3
    try: b = [a for _ in range(2)]
    except NameError as e: b = str(e)
    c = [i for i in range(a)]
    try: d = [a for _ in range(1) for __ in [a]]
    except NameError as e: d = str(e)
print(C.b, C.c, C.d)
def g():
    fs = [lambda: i for i in range(3)]
    return [q() for q in fs], "i" in locals()
print(g())
print([i for i in range(5) if i % 2 if i > 1], [i if i % 2 else -i for i in range(4)],
      [[j for j in range(i)] for i in range(3)], [a + b for a, b in [(1, 2), (3, 4)]],
      [a for a, *_ in ["xyz"]], {*[1, 2]}, {k: v for k, v in {"a": 1}.items()},
      {i % 3 for i in range(9)})
i = 100; r = [i for i in [1, 2]]; print(i); del i
print([locals().get("zz") for zz in (1, 2)])
