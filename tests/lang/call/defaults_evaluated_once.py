def f(x, acc=[]): acc.append(x); return acc
print(f(1), f(2), f(3, []), f(4), f.__defaults__)
i = 5
def g(n=i): return n
i = 6; print(g(), g.__defaults__); g.__defaults__ = (7,); print(g())
g.__defaults__ = None
try: g()
except TypeError as e: print(e)
def k(*, a=[], b=2): return a, b
k.__kwdefaults__["b"] = 9; print(k(), k.__kwdefaults__); k.__kwdefaults__ = None
try: k()
except TypeError as e: print(e)
def order(n): print("default", n); return n
def h(a=order(1), *, b=order(2)): pass
@(lambda f: print("decorate") or f)
def j(a=order(3)) -> order("annotation"): pass
