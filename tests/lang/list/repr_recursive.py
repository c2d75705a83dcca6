a = [1]; a.append(a); print(a, repr(a), str(a))
b = [a, (a,)]; print(b)
d = {}; d["self"] = d; print(d, [d])
t = ([],); t[0].append(t); print(t)
class L(list): pass
print(L([1]), repr(L()), [L("a"), "q'", 1.0, None, b"x"])
