class Meta(type):
    def __call__(cls, *a): return "Meta.__call__", a
class A(metaclass=Meta): pass
print(A(1), A.__call__(2) if False else "", callable(A))
class Num:
    def __init__(s, v): s.v = v
    def __eq__(s, o): return s.v == (o.v if isinstance(o, Num) else o)
    def __lt__(s, o): return s.v < (o.v if isinstance(o, Num) else o)
    def __hash__(s): return hash(s.v)
    def __add__(s, o): return Num(s.v + (o.v if isinstance(o, Num) else o))
    __radd__ = __add__
    def __repr__(s): return f"N{s.v}"
ns = [Num(3), Num(1), Num(2)]
print(sorted(ns), min(ns), max(ns), sum(ns), Num(1) in ns, ns.index(2), {Num(1), Num(1)},
      Num(2) < 3, ns.count(1), Num(1) != 2)
