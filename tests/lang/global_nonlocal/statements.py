x = 1
def f():
    global x, created
    x += 1; created = "new"
f(); print(x, created)
def outer():
    v = 1; w = []
    def mid():
        def inner():
            nonlocal v, w
            v += 1; w = w + [v]
        inner(); inner()
    mid(); return v, w
print(outer())
def g():
    x = "local"
    def h():
        global x
        x = "set global"
    h(); return x
print(g(), x)
class C:
    global x
    x = "from class body"
    y = x
print(x, hasattr(C, "x"), C.y)
def loops():
    global gi
    for gi in range(3): pass
    with open("/dev/null") as gf: pass
    import math as gm
loops(); print(gi)
def dele():
    global created
    del created
dele(); print("created" in globals())
exec("def k():\n global zz\n zz = 5\nk()"); print(zz)
