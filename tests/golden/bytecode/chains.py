def f(a, b, c):
    return a.b.c().d[a](b, c).e + a * b - c ** 2 @ a
