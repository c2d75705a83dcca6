from itertools import *
print(list(islice(count(5, 2), 3)), list(islice(count(0.5), 2)), list(islice(cycle("ab"), 5)),
      list(repeat("x", 3)), list(islice("abcdef", 2, None, 2)), list(islice("abc", None)),
      list(islice("abc", 0)), list(chain("ab", [1])), list(chain.from_iterable(["ab", "c"])),
      list(compress("abcd", [1, 0, 1])), list(takewhile(lambda x: x < 3, [1, 2, 3, 1])),
      list(dropwhile(lambda x: x < 3, [1, 2, 3, 1])), list(filterfalse(None, [0, 1, ""])),
      list(starmap(pow, [(2, 3), (3, 2)])), list(accumulate([1, 2, 3])),
      list(accumulate([1, 2, 3], lambda a, b: a * b, initial=10)), list(pairwise("abc")),
      list(zip_longest("ab", [1], fillvalue="-")), list(batched("abcde", 2)))
for f in (lambda: islice("a", -1), lambda: islice("a", 1, 2, 0), lambda: list(repeat("x", -1)),
          lambda: count("a"), lambda: cycle(5), lambda: batched("a", 0),
          lambda: list(batched("abc", 2, strict=True)), lambda: islice("a"),
          lambda: zip_longest("a", x=1), lambda: accumulate(5), lambda: chain.from_iterable(5)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(count(1), repeat(5), repeat("a", 2), count(1.5, 0.5), count(10 ** 20), next(count(10 ** 20)))
