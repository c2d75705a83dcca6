def f(a, b, *args, **kw):
    a()
    a(b, 1, k=b)
    a.m(b)
    a.m(b, k=1)
    a(*args)
    a(b, *args, c=1, **kw)
    return a(b(1), b)
