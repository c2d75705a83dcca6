class T:
    def __getitem__(s, k): print("get", k); return s
    def __setitem__(s, k, v): print("set", k, v)
    def __delitem__(s, k): print("del", k)
def f(x): print("eval", x); return x
t = T()
t[f(1):f(2):f(3)]
t[f("k")] = f("v")
t[f(1), f(2)] = f(3), f(4)
del t[f("d")], t[1:2]
t[f("i")] = t[f("j")]
