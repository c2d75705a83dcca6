print(min(3, 1, 2), max([3, 1]), min("bca"), max({1: 2, 3: 4}), min([], default="d"),
      max(1, 2.0, True), min([1], [0, 5]), max("a", "b", key=ord), min([-3, 2], key=abs),
      max((1, "a"), (1, "b")), sum([1, 2], 10), sum([[1], [2]], []), sum((0.5, 1)), sum([True] * 3),
      any([0, "", 1]), all([]), any([]), all([1, 0]), max([1, 1.0]), min([1.0, 1]),
      max(["aa", "b"], key=len, default=0))
calls = []
print(any(calls.append(x) or x for x in (0, 5, 7)), calls, sum(range(10 ** 5)), sum([10 ** 20, 1]),
      sum([1, 10 ** 20, 0.5]))
