class D:
    def __init__(s, n): s.n = n
    def __del__(s): print("~" + s.n, end=" ")
def f():
    a = D("a"); b = D("b"); c = D("c")
    print("return", end=" ")
f(); print()
def g(p, q): r = D("r"); return p
g(D("p"), D("q")); print()
def h():
    a = D("a")
    def inner(): return a
    b = D("b")
    return inner
k = h(); print("cell kept"); del k; print()
class A: pass
o = A(); o.x = D("x"); o.y = D("y"); del o; print()
def gen():
    a = D("ga"); yield 1; b = D("gb"); yield 2
i = gen(); next(i); next(i); del i; print()
def e():
    a = D("ea")
    try: raise ValueError
    finally: b = D("eb")
try: e()
except ValueError: print("handler", end=" ")
print()
s = {D("s")}; s.clear(); print(); t = (D("t1"), D("t2"), D("t3")); del t; print()
