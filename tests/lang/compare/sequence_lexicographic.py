print([1, 2] < [1, 3], [1, 2] < [1, 2, 0], [] < [0], [1, "a"] == [1, "a"], (1, 2) >= (1,),
      [2] > [1, 99], (1, [2]) == (1, [2]))
print([1, 2] == (1, 2), "abc" < "abd", "Z" < "a", "" < "a", b"a" < b"b", [[1], [2]] <= [[1], [2]],
      (1, "x") < (2, 5))
try: [1, "a"] < [1, 2]
except TypeError as e: print(e)
try: (None,) < (None, 1); print("prefix compares equal"); (None,) < (1,)
except TypeError as e: print(e)
print({1: 2} == {1: 2.0}, {1: 2} != {1: 3}, {1, 2} < {1, 2, 3}, {1} <= {1}, {1} < {1}, {1, 2} > {3},
      frozenset([1]) == {1})
