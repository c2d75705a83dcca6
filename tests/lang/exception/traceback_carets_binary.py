def f(a, b, c):
    return (a + b) * (c["key"] / b)
f(1, 0, {"key": 3})
