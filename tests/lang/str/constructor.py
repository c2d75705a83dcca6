print(str(), str(1), str(None), str(b"abc"), str(b"abc", "ascii"),
      str(b"\xc3\xa9", encoding="utf-8"), str(b"\xff", "ascii", "replace"), str(object=5),
      str([1, "a"]), str("x"), str(1.0), str(int))
for f in (lambda: str("a", "ascii"), lambda: str(1, "ascii"), lambda: str(b"\xff", "ascii"),
          lambda: str(1, 2, 3, 4)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class S(str):
    def __str__(s): return "custom"
print(str(S("x")), S("x") + "y", type(S("x") + "y").__name__, repr(S("q")), f"{S('z')}",
      S("a") == "a", hash(S("a")) == hash("a"), len(S("abc")))
class BadStr:
    def __str__(s): return 5
try: str(BadStr())
except TypeError as e: print(e)
class BadRepr:
    def __repr__(s): return b"x"
try: repr(BadRepr())
except TypeError as e: print(e)
