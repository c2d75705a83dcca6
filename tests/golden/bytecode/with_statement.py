def f(a, b):
    with a as x, b:
        x()
    with a:
        return b
