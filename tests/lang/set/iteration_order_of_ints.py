print(list({5, 3, 1, 9, 7}), list(set(range(20, 0, -1))), list({100, 8, 16, 24, 32, 1}),
      list({-1, -2, 0, 1}), {i * i for i in range(12)})
s = set(range(10)); [s.discard(i) for i in range(0, 10, 2)]; s.update([100, 50, 33]); print(list(s))
print(list({2 ** 61, 2 ** 61 - 1, 2 ** 40, 7}), list(frozenset(range(0, 64, 8))),
      list(set([1.5, 2.5, 3.0, 4])), list({None, 1} - {1}), list({(1, 2), (2, 1), (3, 3)}))
print(list({i for i in range(40) if i % 3} & set(range(0, 60, 2))),
      list(set(range(8)) | {64, 128, 33}), list({1000, 1, 17, 33} ^ {17, 2}))
print({3, 1, 2}.pop(), {9, 8}.pop(), set([64, 0, 32]).pop())
