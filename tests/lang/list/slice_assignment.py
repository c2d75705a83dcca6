a = list(range(8))
a[1:3] = ["x"]; print(a)
a[::2] = [0, 0, 0, 0]; print(a)
a[2:2] = "ab"; print(a)
a[5:] = []; print(a)
a[-1:] = (n for n in range(3)); print(a)
a[:] = a; print(a)
a[1:1] = a; print(a)
a[::-1] = range(len(a)); print(a)
a[5:2] = ["in"]; print(a)
for f in (lambda: a.__setitem__(slice(0, 4, 2), [1]), lambda: a.__setitem__(slice(0, 1), 5),
          lambda: a.__setitem__(100, 1), lambda: a.__setitem__(slice(None, None, -1), []),
          lambda: a.__setitem__("x", 1)):
    try: f()
    except Exception as e: print(type(e).__name__, e)
