d = {"a": 1, "b": 2}
print(d["a"], d.get("x"), d.get("x", 0), "a" in d, len(d), list(d), d.keys(), d.values(), d.items(),
      d == {"b": 2, "a": 1}, {**d, "c": 3}, d | {"a": 9}, dict(d, z=1), dict([("k", 1)]), dict(a=1),
      dict(), {1: "i", 1.0: "f", True: "t"})
d["c"] = 3; del d["a"]; print(d, d.pop("b"), d.pop("x", None), d.popitem(), d,
                              d.setdefault("s", []), d.setdefault("s", 1), d)
d.update({"u": 1}, v=2); d.update([("w", 3)]); d |= {"x": 4}; d |= [("y", 5)]; print(d,
        d.copy() is d, dict.fromkeys("ab"), dict.fromkeys([1, 2], 0)); d.clear(); print(d)
for f in (lambda: {}["x"], lambda: {}[1, 2], lambda: {}.pop("x"), lambda: {}.popitem(),
          lambda: {[]: 1}, lambda: {}[{}], lambda: dict(5), lambda: dict([1]),
          lambda: dict([(1, 2, 3)]), lambda: dict(["ab", "c"]), lambda: {}.update(5),
          lambda: {} | [], lambda: dict(1, 2), lambda: {}.get(), lambda: {} + {},
          lambda: {}.fromkeys(1), lambda: {1: 2} < {1: 3}, lambda: {}.get([])):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
