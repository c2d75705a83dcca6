b = bytearray(b"abcdef")
m = memoryview(b)
print(m[0], m[-1], bytes(m[1:4]), m[::2].tobytes(), m[::-1].tolist(), len(m), m.nbytes, m.itemsize,
      m.format, m.ndim, m.shape, m.strides, m.readonly, m.contiguous, m.obj is b)
m[0] = 65; m[1:3] = b"BC"; print(b, m == b, m == b"ABCdef", 65 in m, list(m)[:2], m.hex(),
                                 m.tobytes())
for f in (lambda: m.__setitem__(0, 256), lambda: m.__setitem__(0, b"a"),
          lambda: m.__setitem__(slice(0, 2), b"abc"), lambda: m[10], lambda: m["a"],
          lambda: memoryview("a"), lambda: memoryview(5),
          lambda: memoryview(b"a").__setitem__(0, 1), lambda: m.__delitem__(0), lambda: hash(m)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(hash(memoryview(b"abc")) == hash(b"abc"), repr(m).startswith("<memory at 0x"))
m.release()
try: m[0]
except ValueError as e: print(e)
with memoryview(b"xy") as v: print(v.tolist())
try: v.tolist()
except ValueError as e: print(e)
