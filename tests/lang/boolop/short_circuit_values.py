def t(x): print("t", end=" "); return x
def f(x=0): print("f", end=" "); return x
print(t(1) and t(2)); print(f() and t(1)); print(t(3) or f()); print(f() or f("")); print(t(1) and f() or t(5)); print(not f() and t(9)); print(f() or not t(1)); print((t(1) or f()) and f(0.0)); print(t([]) or t({}) or t("last"))
x = None; print(x and x.attr, x or "default", x is None and "none")
class B:
    def __init__(s, v): s.v = v
    def __bool__(s): print("bool", s.v, end=" "); return s.v
    def __repr__(s): return f"B{s.v}"
print(B(True) and B(False), B(False) or B(True)); print(not B(True))
if B(True) and B(False) or B(True): print("branch")
while not B(True): pass
print("y" if B(False) or B(False) else "n", [i for i in (1,) if B(True) and B(True)])
