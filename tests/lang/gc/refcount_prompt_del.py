class D:
    def __init__(s, n): s.n = n
    def __del__(s): print("del", s.n, end="; ")
a = D("a"); a = None; print("after a")
def f(): x = D("local"); print("in f")
f(); print("after f")
D("temp"); print("after temp")
b = c = D("b"); del b; print("one left"); del c; print("gone")
l = [D(1), D(2)]; l.pop(); print("popped"); l[0] = None; print("replaced"); l = [D(3), D(4),
        D(5)]; del l; print("list order")
d = {"x": D("dx"), "y": D("dy")}; d["x"] = 1; del d; print("dict")
(D("t1"), D("t2"))[0]; print("tuple"); D("ret").n; print("attr")
for i in range(2): v = D(i)
print("loop"); del v; print("end loop")
x = D("old"); x = D("new"); print("rebind"); del x; print()
try: raise ValueError(D("in exc"))
except ValueError: print("handler")
print("end")
