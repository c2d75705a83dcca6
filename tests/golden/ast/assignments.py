a = b, *c = d[1:2, ...].e = f
(g): int
h.i: int = yield
j @= 1
del k, (l.m, [n[0]])
