r = range(2, 20, 3)
print(r, list(r), len(r), r[0], r[-1], r[1:3], r[::-1], 5 in r, 6 in r, r.index(8), r.count(8),
      r.count(9), r.start, r.stop, r.step, list(reversed(r)), r == range(2, 18 + 2, 3),
      range(0) == range(5, 2), hash(range(0)) == hash(range(3, 3)), bool(range(0)), range(5),
      range(1, 5)[::2], range(10)[-3:], range(0, 10, 3) == range(0, 12, 3))
print(list(range(5, 0, -2)), list(range(0, -5)), list(range(3, 3)), range(True),
      range(10 ** 20)[-1], len(range(0, 10 ** 18, 7)), 10 ** 19 in range(0, 10 ** 20, 10),
      range(-5)[0:0], range(10 ** 20, 10 ** 20 + 3)[1], 2.0 in range(3), 2.5 in range(3),
      "a" in range(3), max(range(5)), sum(range(101)), min(range(3, 9)))
for f in (lambda: range(), lambda: range(1.5), lambda: range(1, 2, 0), lambda: range("a"),
          lambda: range(1, 2, 3, 4), lambda: range(3)[3], lambda: range(3)["a"],
          lambda: range(3).index(7), lambda: len(range(10 ** 20)), lambda: range(3) + range(2),
          lambda: range(stop=1), lambda: range(3)[::0], lambda: setattr(range(3), "start", 1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
