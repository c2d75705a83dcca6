from collections import deque
d = deque([1, 2, 3], maxlen=4); d.append(4); d.append(5); d.appendleft(0); print(d, d.maxlen,
        len(d), d[0], d[-1], d.pop(), d.popleft(), d)
d.extend("ab"); d.extendleft("xy"); print(d); d.rotate(1); print(d); d.rotate(-2); print(d,
        d.index("x") if "x" in d else None, d.count("a"), "a" in d); d.reverse(); print(d,
                list(reversed(d)), d.copy() == d); d.clear(); print(d, bool(d),
                        deque("ab") + deque("c"), deque("ab") * 2, deque([1]) < deque([2]),
                        deque(maxlen=0))
for f in (lambda: deque().pop(), lambda: deque().popleft(), lambda: deque([1])[5],
          lambda: deque([1]).remove(2), lambda: deque([1]).index(2), lambda: deque(5),
          lambda: deque([], -1), lambda: deque([], "a"), lambda: hash(deque()),
          lambda: deque([1])[0:1], lambda: deque() + [1], lambda: deque([1], 1).insert(0, 2)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
d = deque([1, 2, 3])
try:
    for x in d: d.append(x)
except RuntimeError as e: print(e)
d.insert(1, "i"); del d[0]; d[0] = "z"; d.remove(2); print(d)
