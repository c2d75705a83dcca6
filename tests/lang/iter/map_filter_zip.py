print(list(map(lambda *a: a, [1, 2], "abc")), list(filter(None, [0, 1, "", "a", [], [0]])),
      list(filter(lambda x: x > 1, [1, 2, 3])), list(zip()), list(zip("ab")),
      list(zip("ab", [1], (3, 4))), list(map(str.upper, "ab")), list(map(int, ["1", "2"])))
for f in (lambda: list(zip([1], [1, 2], strict=True)), lambda: list(zip([1, 2], [1], strict=True)),
          lambda: list(zip([1], [1], [], strict=True)), lambda: list(zip([], [], [1], strict=True)),
          lambda: list(map(lambda: 0, [1])), lambda: list(map(5, [1])),
          lambda: list(map(None, [1])), lambda: zip(5), lambda: zip([1], 5), lambda: map(str, 5),
          lambda: filter(None, 5), lambda: list(filter(5, [1])), lambda: map(str),
          lambda: zip([1], strict=0)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e) if "object at" not in str(e) else print("obj")
def gen():
    yield 1; print("pulled extra")
    yield 2
print(list(zip(gen(), [1])), list(zip([1], gen())))
