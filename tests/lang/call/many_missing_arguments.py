def f(a, b, c, d): pass
def g(*, w, x, y, z): pass
def h(a, b=2, *args, c, d=4, **kw): return a, b, args, c, d, kw
for e in ("f()", "f(1)", "f(1, 2)", "f(1, 2, 3)", "g()", "g(w=1)", "g(w=1, x=2)",
          "g(w=1, x=2, y=3)", "h()", "h(1)", "h(1, c=3)", "h(1, 2, 3, 4, c=5, e=6)", "h(c=1)",
          "h(a=1, c=2, z=3)", "h(1, a=2, c=3)", "h(*[1, 2, 3], **{'c': 4, 'q': 5})"):
    try: print(e, eval(e))
    except TypeError as x: print(e, "|", x)
