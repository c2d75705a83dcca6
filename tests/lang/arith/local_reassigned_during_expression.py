def f():
    x = 1
    return x + (x := 5) + x
def g():
    x = [1]
    def change():
        nonlocal x
        x = [2]
        return [3]
    return x + change() + x
print(f(), g())
def h(x):
    return x, (x := x + 1), x, (x := x * 10), x
print(h(1))
def k(x):
    return x * (x := 3) - x
print(k(10))
