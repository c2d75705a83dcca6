def k(x): print("k", x, end=" "); return x
def v(x): print("v", x, end=" "); return x
print({k(1): v(2), k(3): v(4)}, {k(i): v(i) for i in range(2)}, {**{k(5): v(6)}, k(7): v(8)},
      dict(a=v(1), b=v(2)))
print({"a": 1, **{"a": 2, "b": 3}, "b": 4}, {**{}, **{1: 2}})
for f in (lambda: {**5}, lambda: {**[1]}, lambda: {**None}):
    try: f()
    except TypeError as e: print(e)
class M:
    def keys(s): return "ab"
    def __getitem__(s, x): return x * 2
print({**M()}, dict(M()))
