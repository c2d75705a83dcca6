print(["  x ".strip(), "  x ".lstrip(), "  x ".rstrip(), "xxyxx".strip("x"), "abcba".strip("ab"),
       "\t\n\u3000x\u2003".strip(), "".strip(), "abc".strip(""), "abc".strip(None)])
print("prefix-x".removeprefix("prefix-"), "x.py".removesuffix(".py"), "x".removeprefix("y"),
      "x".removesuffix(""), "aaa".removeprefix("a"))
print("abc".startswith("ab"), "abc".startswith(("x", "a")), "abc".startswith("b", 1),
      "abc".endswith("c"), "abc".endswith(("b", "c")), "abc".endswith("b", 0, 2), "".startswith(""),
      "abc".startswith("", 4), "abc".startswith(()))
for f in (lambda: "a".startswith(1), lambda: "a".endswith((1,)), lambda: "a".strip(1),
          lambda: "a".removeprefix(1), lambda: "a".startswith(["a"])):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
