log = []
class L:
    def __setitem__(s, k, v): log.append(("set", k, v))
    def __setattr__(s, k, v): log.append(("attr", k, v))
def o(n): log.append(n); return L()
def v(n): log.append(n); return n
o("t1")[v("k1")], o("t2").x, o("t3")[v("k2")] = v("a"), v("b"), v("c")
for line in log: print(line)
log.clear()
o("p").q = o("r")[v("s")] = v("val")
for line in log: print(line)
