print(str.upper("abc"), "abc".upper.__name__, type("a".upper).__name__, type(str.upper).__name__,
      repr(str.upper), str.__add__("a", "b"), "a".__len__(), "%s".__mod__(5),
      "abc".__contains__("b"), "b".__eq__("b"), "b".__eq__(1), "a".__lt__(1))
for f in (lambda: str.upper(), lambda: str.upper(1), lambda: "a".upper(1), lambda: "a".foo,
          lambda: "a".split(",", maxsplit=1, x=2), lambda: "a".join(), lambda: "a".center()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
