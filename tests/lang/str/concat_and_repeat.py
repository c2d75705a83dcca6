s = "ab"
print(s * 3, 3 * s, s * 0, s * -1, s + "", "" + s, s * True, "é" * 3, "x" * 10 == "x" "xxxxxxxxx")
s += "c"; print(s)
t = s; s += "d"; print(s, t)
s *= 2; print(s)
for f in (lambda: "a" * 1.5, lambda: "a" * "b", lambda: "a" + 1, lambda: 1 + "a",
          lambda: "a" + b"b", lambda: "a" + None, lambda: "a" * 2 ** 63):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
