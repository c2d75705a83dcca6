from itertools import *
print(list(product("ab", [1, 2])), list(product("ab", repeat=2)), list(product()),
      list(permutations("abc", 2)), list(permutations([1, 2])), list(combinations("abcd", 2)),
      list(combinations_with_replacement("ab", 2)), list(combinations("ab", 3)),
      list(permutations("ab", 3)), len(list(permutations(range(5)))),
      sum(1 for _ in combinations(range(10), 4)))
a, b = tee([1, 2, 3]); print(next(a), list(b), list(a)); print([list(x) for x in tee("ab", 3)],
        tee([], 0))
print([(k, list(g)) for k, g in groupby("aabbba")], [(k, len(list(g))) for k,
        g in groupby([1, 3, 2, 4], key=lambda x: x % 2)])
g = groupby("aab"); k1, g1 = next(g); k2, g2 = next(g); print(k1, list(g1), k2, list(g2))
for f in (lambda: permutations("a", -1), lambda: combinations("a"), lambda: product(5),
          lambda: tee([], -1), lambda: product("a", repeat=-1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
