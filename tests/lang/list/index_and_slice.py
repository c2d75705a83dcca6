a = [1, 2, 3, 4, 5]
print(a[0], a[-1], a[1:3], a[::-1], a[::2], a[-2:], a[10:], a[3:1], a[:], a[True], a[-100:2],
      a[4:0:-2])
for f in (lambda: a[5], lambda: a[-6], lambda: a["x"], lambda: a[1.0], lambda: a[::0],
          lambda: a[1, 2], lambda: a[None], lambda: a[10 ** 30], lambda: a["a":]):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class I:
    def __index__(s): return 2
print(a[I()], a[I():], [0] * I())
