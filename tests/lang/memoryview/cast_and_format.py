import struct
m = memoryview(struct.pack("=4i", 1, -2, 3, 2 ** 30))
i = m.cast("i"); print(i.tolist(), i[1], i.itemsize, i.shape, i.nbytes, i.cast("B").nbytes)
g = memoryview(bytes(range(12))).cast("B", shape=[3, 4]); print(g.tolist(), g[1, 2], g.shape,
        g.strides, g.ndim, len(g))
f = memoryview(struct.pack("2d", 1.5, -2.5)).cast("d"); print(f.tolist())
for t in (lambda: m.cast("q", shape=[3]), lambda: memoryview(b"abc").cast("i"), lambda: i.cast("h"),
          lambda: m.cast("zz"), lambda: g[0], lambda: g[5, 0]):
    try: print(t())
    except Exception as e: print(type(e).__name__, e)
import array
a = array.array("h", [1, 2, 3]); v = memoryview(a); v[1] = 9; print(a, v.format,
        v.toreadonly().readonly)
