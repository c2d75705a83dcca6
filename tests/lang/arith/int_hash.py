print(hash(0), hash(1), hash(-1), hash(-2), hash(2**61 - 1), hash(2**61), hash(2**61 + 5),
      hash(-2**61), hash(10**40), hash(-10**40))
print(hash(1) == hash(1.0) == hash(True) == hash(1 + 0j), hash(2.5), hash(-0.0), hash(float("inf")),
      hash(-float("inf")))
print(hash(0.1), hash(1e300), hash(1e-300), hash(1 + 2j), hash(-1.0), hash(None) == hash(None))
print(hash((1, 2, 3)), hash(()), hash((1,)), hash(((1, 2), 3)), hash(frozenset([1, 2, 3])),
      hash(frozenset()))
