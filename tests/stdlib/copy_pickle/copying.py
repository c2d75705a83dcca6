import copy
a = [1, [2, 3],
     {"k": (4,
            [5])}]; s = copy.copy(a); d = copy.deepcopy(a); a[1].append(9); a[2]["k"][1].append(6); print(s, d)
r = []; r.append(r); c = copy.deepcopy(r); print(c[0] is c, c is not r)
class A:
    def __init__(s): s.v = [1]
    def __copy__(s): return "copied"
    def __deepcopy__(s, memo): return "deep"
class B:
    def __init__(s): s.v = [1]
b = B(); b2 = copy.copy(b); b3 = copy.deepcopy(b); print(b2.v is b.v, b3.v is b.v, b3.v,
        copy.copy(A()), copy.deepcopy(A()), copy.copy((1,)) , copy.deepcopy(len) is len,
        copy.copy({1: 2}), copy.copy({1}), copy.deepcopy({"a": {1}}), copy.copy("s"),
        copy.deepcopy(None))
class S:
    __slots__ = ("x", "y")
s = S(); s.x = [1]; t = copy.deepcopy(s); print(t.x, hasattr(t, "y"), t.x is s.x)
class D(dict): pass
d = D(a=1); d.attr = 5; e = copy.copy(d); print(e, e.attr, type(e).__name__,
        copy.replace(__import__("collections").namedtuple("N", "a b")(1, 2), b=3))
try: copy.copy((x for x in ()))
except TypeError as t: print(t)
