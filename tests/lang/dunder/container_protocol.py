class C:
    def __len__(s): return 3
    def __getitem__(s, k): return ("get", k)
    def __setitem__(s, k, v): print("set", k, v)
    def __delitem__(s, k): print("del", k)
    def __iter__(s): return iter([7, 8])
    def __reversed__(s): return iter([8, 7])
    def __contains__(s, x): return x == 7
c = C(); c["k"] = 1; del c[1:2]; print(len(c), c[0], c[-1], c["a", "b"], list(c), list(reversed(c)),
                                       7 in c, 9 in c, bool(c), [*c], dict(zip(c, "ab")))
class S:
    def __getitem__(s, i):
        if i >= 3: raise IndexError
        return i * i
    def __len__(s): return 3
s = S(); print(list(s), list(reversed(s)), 4 in s, [x for x in s], s[-1] , max(s), tuple(iter(s)),
               dict(enumerate(s)))
class B:
    def __len__(s): return "x"
for f in (lambda: len(B()), lambda: B()[0], lambda: list(B()), lambda: 1 in B(),
          lambda: reversed(B()), lambda: B().__setitem__, lambda: bool(B())):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
b = B()
for code in ("b[0] = 1", "del b[0]", "b[1:2] = 3"):
    try: exec(code)
    except TypeError as e: print(e)
