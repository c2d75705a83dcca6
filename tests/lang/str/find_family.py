s = "abcabcabc"
print(s.find("c"), s.find("c", 3), s.find("c", 3, 5), s.rfind("a"), s.rfind("a", 0, 6),
      s.index("b"), s.rindex("b"), s.count("abc"), s.count(""), s.count("a", 1), s.find(""),
      s.find("", 9), s.find("", 10), s.rfind(""), s.find("zz"), s.count("aa"), "aaaa".count("aa"),
      s.find("a", -3), s.find("ca", None, None))
for f in (lambda: s.index("z"), lambda: s.rindex("z"), lambda: s.find(1), lambda: s.count(),
          lambda: s.find("a", "b")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
