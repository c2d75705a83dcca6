def f(a, g):
    a.b.c += 1
    a[g()] -= g
    a[1:g] *= 2
    f.x //= a
