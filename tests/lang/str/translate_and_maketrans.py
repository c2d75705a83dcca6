print("hello".translate({ord("l"): "L", ord("h"): None, ord("o"): 48}),
      "abc".translate(str.maketrans("ab", "xy", "c")), "abc".translate(str.maketrans({"a": "1",
              98: "two"})), "abc".translate({}))
print(str.maketrans("ab", "cd"), str.maketrans({"a": None}))
class T:
    def __getitem__(s, k):
        if k == ord("b"): raise LookupError
        return chr(k + 1)
print("abc".translate(T()))
for f in (lambda: str.maketrans("ab", "c"), lambda: str.maketrans("ab"),
          lambda: str.maketrans({"ab": 1}), lambda: "a".translate({97: 1.5}),
          lambda: "a".translate({97: 2 ** 40})):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
