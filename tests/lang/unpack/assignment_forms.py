a, b = 1, 2; (c, d) = [3, 4]; [e, f] = "xy"; a, b = b, a
print(a, b, c, d, e, f)
(x, (y, *z)), w = (1, (2, 3, 4)), 5; print(x, y, z, w)
*a, = range(3); print(a); a, *b, c = "hello"; print(a, b, c); *a, b = [1]; print(a, b); a, *b = (9,
        ); print(a, b)
d = {}; d["k"], d["l"] = 1, 2; l = [0, 0]; l[0], *l[1:] = 7, 8, 9; print(d, l)
i = 0; i, l[i] = 1, "at1"; print(i, l)
a = b = c = []; a.append(1); print(a is b is c, c); x = y, z = (1, 2); print(x, y, z)
for i, (j, *k) in [(1, "ab"), (2, "cde")]: print(i, j, k)
print([(p, q) for p, *q in ["xy", "z"]], [*(1, 2)], (*[], *"a"), {*[1], 2})
[] = []; () = (); print("empty ok")
