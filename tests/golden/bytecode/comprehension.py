def f(xs, y):
    a = [x * y for x in xs if x]
    b = {k: v for k, v in xs}
    c = {x for x in xs for y in x}
    d = [lambda: x for x in xs]
    return (x for x in xs)
names = [n for n in dir()]
