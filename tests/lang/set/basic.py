s = {3, 1, 2}
print(s, len(s), 1 in s, {1, 1.0, True}, set(), set("aab"), frozenset([1]),
      {*"ab", *[1]} == {"a", "b", 1}, s == frozenset([1, 2, 3]), type(s | frozenset()),
      type(frozenset() | s), bool(set()))
s.add(4); s.discard(9); s.remove(1); s.update([7], (8,)); print(s, s.pop() in (2, 3, 4, 7, 8),
        len(s), s.copy() is s, s.clear(), s)
for f in (lambda: set().pop(), lambda: {1}.remove(2), lambda: {[]}, lambda: set(5),
          lambda: hash({1}), lambda: {1} + {2}, lambda: {1} | [2], lambda: {1}.update(5),
          lambda: set([[]]), lambda: {1}[0], lambda: {1} < [1], lambda: set(1, 2),
          lambda: frozenset([1]).add, lambda: {1}.add(), lambda: {1}.remove([])):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
