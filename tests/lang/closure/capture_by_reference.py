fs = [lambda: i for i in range(3)]; print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]; print([f() for f in fs])
def make():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    def get(): return n
    return inc, get
inc, get = make(); inc(); inc(); print(get(), make()[1]())
def loop():
    out = []
    for x in range(3):
        def f(): return x
        out.append(f)
    x = "changed"
    return [f() for f in out]
print(loop())
def late():
    def f(): return y
    y = 5
    return f()
print(late())
