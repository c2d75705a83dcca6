class D:
    def __init__(s, n): s.n = n
    def __del__(s): print("~" + s.n, end=" ")
    def __add__(s, o): return D(s.n + o.n)
    def m(s): print("m", end=" "); return s
def f(*a): print("call", end=" "); return 1
f(D("a"), D("b")); print()
r = D("a") + D("b") + D("c"); print("sum"); del r; print()
D("x").m().m(); print("chain")
[D("1"), D("2")]; print("list")
print(len([D("p"), D("q")]), end=" "); print("len")
x = [D("in")][0]; print("sub"); del x; print()
y = D("y1") if D("cond") else None; print("cond"); del y; print()
D("l") and D("r"); print("and")
{D("k").n: D("v")}; print("dict")
f(D("kw"), *[D("star")]); print("star")
a, b = D("a"), D("b"); a, b = b, a; print("swap"); del a; print(); del b; print()
a = D("first"); a = a.m(); print("self"); del a; print()
print(f"{D('fmt').n}",
      end=" "); print("fstring"); D("cmp") is D("cmp2"); print("is"); not D("not"); print()
