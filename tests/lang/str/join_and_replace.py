print(",".join("abc"), "".join([]), "-".join(["x"]), ", ".join({"k": 1, "l": 2}),
      "é".join(["a", "b"]), "x".join(str(i) for i in range(4)))
print("aaa".replace("a", "b"), "aaa".replace("a", "b", 2), "abc".replace("", "-"),
      "abc".replace("", "-", 2), "".replace("", "x"), "abc".replace("x", "y"),
      "aaa".replace("aa", "b"), "aaa".replace("a", "", -1), "aXbX".replace("X", "long", count=1),
      "abc".replace("b", "é"))
for f in (lambda: ",".join([1]), lambda: ",".join(["a", None, "b"]), lambda: ",".join(5),
          lambda: ",".join([b"x"]), lambda: "a".replace("a"), lambda: "a".replace("a", 1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
