s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, slice(5), slice(None), s == slice(1, 10, 2), s.indices(5),
      slice(None, None, -1).indices(5), slice(-3, None).indices(10), slice(20, -20, -3).indices(7),
      slice("a", "b"), hash(slice(1, 2)) == hash(slice(1, 2)), slice(1, 2) < slice(1, 3))
class G:
    def __getitem__(self, k): return k
g = G()
print(g[1], g[1:2], g[::], g[1:2:3], g[1, 2], g[1:2, ..., None], g[()], g[:, 1], g[*[1, 2]],
      g[*"ab", 3:4], g["k"], g[lambda: 0].__name__)
for f in (lambda: slice(), lambda: slice(1, 2, 3, 4), lambda: slice("a").indices(5),
          lambda: s.indices("x"), lambda: s.indices(-1), lambda: slice(1, 2, 0).indices(3)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
