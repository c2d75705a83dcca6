print(sorted([3, 1, 2]), sorted("bac", reverse=True), sorted([(2, "a"), (1, "b")]),
      sorted(["bb", "a"], key=len), list(reversed([1, 2])), list(reversed("ab")),
      list(reversed((1, 2))), list(reversed(range(3))), list(reversed({1: 2, 3: 4})),
      list(enumerate([], 1)), dict(enumerate("ab")), list(enumerate("a", start=10 ** 20)))
for f in (lambda: reversed({1}), lambda: reversed(5), lambda: reversed(iter([])),
          lambda: sorted([1, "a"]), lambda: sorted([{}, {}]), lambda: sorted(None),
          lambda: enumerate([], "a"), lambda: reversed()):
    try: print(f())
    except TypeError as e: print(e)
class R:
    def __reversed__(s): return "anything"
print(reversed(R()))
class N:
    __reversed__ = None
    def __len__(s): return 1
    def __getitem__(s, i): return 1
try: reversed(N())
except TypeError as e: print(e)
