class C:
    def __init__(s, n, swallow=False): s.n, s.sw = n, swallow
    def __enter__(s): print("enter", s.n); return s
    def __exit__(s, t, v, tb): print("exit", s.n, t and t.__name__, v, tb is not None); return s.sw
with C("a") as a, C("b") as b: print("body", a.n, b.n)
with C("c", True): raise ValueError("swallowed")
try:
    with C("d"), C("e"): raise KeyError("k")
except KeyError as e: print("out", e)
with (C("f") as f, C("g", True) as g,): 1 / 0
with C("h") as (x): pass
with C("i"): pass
def fn():
    with C("j"): return "ret"
print(fn())
for i in range(2):
    with C(i):
        if i == 0: continue
        break
