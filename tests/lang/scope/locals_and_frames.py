import sys
def f(a, b=2):
    c = 3
    l = locals(); l["c"] = "ignored"; d = 4
    return c, sorted(l), sorted(locals()), locals() is locals()
print(f(1))
def g():
    x = 1
    fr = sys._getframe()
    fr.f_locals["x"] = 99
    fr.f_locals["extra"] = 5
    return x, "extra" in fr.f_locals, type(fr.f_locals).__name__
print(g())
def caller(): return sys._getframe(1).f_code.co_name, sys._getframe().f_back.f_lineno
def h(): return caller()
print(h(), sys._getframe().f_locals is globals())
try: sys._getframe(100)
except ValueError as e: print(e)
class C:
    v = 1; locals()["w"] = 2
print(C.w)
print(locals() is globals(), "f" in vars())
