def f(a, b):
    def g():
        nonlocal b
        b += a
        return h
    h = g
    del b
    return g
