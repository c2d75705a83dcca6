def f(alpha, beta=1): pass
def many(*, first=1, second=2): pass
for e in ("f(alpa=1)", "f(1, bta=2)", "many(frist=1)", "many(zzz=1)", "print(1, spe=2)",
          "int(bse=2)", "sorted([1], revers=1)", "dict.fromkeys(x=1)", "open('f', mod='r')",
          "'a'.split(sepp=1)", "''.encode(encodin=1)", "enumerate([], strt=1)"):
    try: eval(e)
    except TypeError as x: print(e, "|", x)
