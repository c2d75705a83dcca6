# Iterators of C++ that draw from each other 200,000 deep: a RecursionError, where CPython crashes.
import itertools

makers = {
    "map": lambda it: map(abs, it),
    "filter": lambda it: filter(None, it),
    "zip": lambda it: zip(it),
    "enumerate": lambda it: enumerate(it),
    "chain": lambda it: itertools.chain(it),
    "islice": lambda it: itertools.islice(it, 5),
    "takewhile": lambda it: itertools.takewhile(bool, it),
    "accumulate": lambda it: itertools.accumulate(it),
    "starmap": lambda it: itertools.starmap(max, it),
    "batched": lambda it: itertools.batched(it, 1),
    "pairwise": lambda it: itertools.pairwise(it),
    "zip_longest": lambda it: itertools.zip_longest(it),
    "product": lambda it: itertools.compress(it, it),
    "cycle": lambda it: itertools.cycle(it),
}
for name, make in makers.items():
    chain = iter([1, 2, 3])
    for _ in range(200_000):
        chain = make(chain)
    try:
        next(chain)
    except RecursionError:
        pass
    else:
        print(name, "gave an item")
    del chain
print("done")  # expect: done
