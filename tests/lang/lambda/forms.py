print((lambda: 1)(), (lambda x: x)(2), (lambda x, y=3: x + y)(1), (lambda *a: a)(1, 2),
      (lambda **k: k)(a=1), (lambda x: lambda y: x - y)(5)(3),
      (lambda x, /, y, *, z: (x, y, z))(1, 2, z=3), (lambda: (yield))().__class__.__name__,
      [f(2) for f in (lambda n: n + 1, lambda n: n * 5)], (lambda x: x if x else "none")(0),
      (lambda a, b: a or b)([], 0), (lambda: None)(), (lambda: ...)(),
      (lambda x: [y for y in range(x)])(3), sorted("bca", key=lambda c: -ord(c)))
print(list(map(lambda a, b: a * b, [1, 2], [3, 4])), (lambda f, n: f(f, n))(lambda s,
        n: 1 if n == 0 else n * s(s, n - 1), 5), (lambda: (x := 3) + x)())
