a, b = {1, 2, 3}, {3, 4}
print(a | b, a & b, a - b, a ^ b, b - a, a.union([9], (8,)), a.intersection([1, 3], {3}),
      a.difference([1], [2]), a.symmetric_difference([3, 5]), a.issubset(range(5)),
      a.issuperset([1]), a.isdisjoint([7]), a <= a, a < a, a >= {1}, a > {1}, a != b)
a |= {10}; print(a); a &= {1, 2, 10}; print(a); a -= {2}; print(a); a ^= {1, 5}; print(a)
c = a; c |= {99}; print(c is a, a)
a.intersection_update([5,
                       99]); print(a); a.difference_update([5]); print(a); a.symmetric_difference_update([99, 1]); print(a)
f = frozenset([1, 2]); g = f; f |= {3}; print(f, g, {f: 1}[frozenset([3, 2, 1])],
        {frozenset([1])} == {frozenset([1])}, frozenset(f) is f)
