a = [3, 1, 2]; print(a.sort(), a); a.sort(reverse=True); print(a)
print(sorted("hello"), sorted(["B", "a", "C"], key=str.lower),
      sorted([1, -2, 3], key=abs, reverse=True), sorted({3: 1, 1: 2}), sorted([], key=None),
      sorted((True, 0, 2.5, -1)))
for f in (lambda: [1, "a"].sort(), lambda: [None, None].sort(), lambda: [1].sort(lambda x: x),
          lambda: sorted(5), lambda: sorted([1, 2], key=5), lambda: sorted(),
          lambda: sorted([1], None), lambda: [1j, 2j].sort(), lambda: [3, 1].sort(cmp=1),
          lambda: sorted([2, 1], reverse="x")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
