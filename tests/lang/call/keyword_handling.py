def f(a, b=2, /, c=3, *d, e, f=6, **g): return (a, b, c, d, e, f, g)
print(f(1, e=5), f(1, 2, 3, 4, e=5), f(1, e=5, a=10, b=20), f(1, c=9, e=5, z=26),
      f(*(1, 2), **{"e": 1}))
for e in ("f(a=1, e=2)", "f(1)", "f(1, 2, 3, c=4, e=5)", "f(1, e=1, **{'e': 2})", "f(e=1)"):
    try: print(eval(e))
    except TypeError as x: print(e, "|", x)
def kw(**kwargs): kwargs["x"] = 1; return kwargs
d = {"y": 2}; print(kw(**d), d, kw(self=1, kwargs=2))
print((lambda *a, k=1, **kw: (a, k, kw))(1, 2, k=3, z=4), (lambda a, /: a)(5),
      (lambda *, k: k)(k=1))
