class D(dict):
    def __missing__(s, k): return ("missing", k)
d = D(a=1); print(d["a"], d["b"], d.get("b"), "b" in d, d, D.fromkeys("x"), d | {"q": 1},
                  type(d | {}), type(d.copy()))
class S(dict):
    def __setitem__(s, k, v): super().__setitem__(k, v * 2)
    def __getitem__(s, k): return "got " + str(super().__getitem__(k))
s = S(a=1); s["b"] = 2; s.update(c=3); s.setdefault("d", 4); print(dict(s), s["b"], s.get("b"),
        {**s}, list(s.values()))
try: D()["x"].upper()
except AttributeError as e: print(e)
try: dict.__getitem__(d, "zz")
except KeyError as e: print("KeyError", e)
