def f0(): pass
def f1(a): pass
def f2(a, b): pass
def d2(a, b=1): pass
def d3(a, b=1, c=2): pass
def s1(*a): pass
def k1(a, *, k): pass
def k2(*, k, l): pass
def p1(a, /, b): pass
def kd(a, *, k=1): pass
class C:
    def m(self, x): pass
    def n(): pass
for e in ("f0(1)", "f0(1, 2)", "f1()", "f1(1, 2)", "f1(1, 2, 3)", "f2(1)", "f2()", "f2(1, 2, 3)",
          "d2()", "d2(1, 2, 3)", "d3(1, 2, 3, 4)", "k1(1)", "k1(1, 2, k=3)", "k1()", "k2()",
          "k2(k=1)", "k2(1)", "k2(1, k=1, l=2)", "p1(a=1, b=2)", "p1(1)", "p1()", "kd(1, 2)",
          "kd(1, 2, k=3)", "C().m()", "C().m(1, 2)", "C().n()", "C.m()", "C(1)", "(lambda x: x)()",
          "f1(b=1)", "f1(1, a=2)", "f2(1, c=2)", "s1(x=1)", "f2(a=1, b=2, c=3, d=4)",
          "p1(1, 2, a=3)", "k1(1, kk=2)"):
    try: print(eval(e))
    except TypeError as x: print(e, "|", x)
