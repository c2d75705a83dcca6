import math
print(sum([0.1] * 10), math.fsum([0.1] * 10), sum([1e16, 1.0, -1e16]), sum([1, 0.5, 2]),
      sum([0.1, 0.2, 0.3]), sum([10 ** 20, 0.5]))
print(sum([float("inf"), 1]), sum([], 0.0), sum([1e308, 1e308]), sum((0.1 for _ in range(10)), 0.0))
