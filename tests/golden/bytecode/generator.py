def f(n):
    x = yield n
    yield
    y = yield from f(n - 1)
    return x, y
