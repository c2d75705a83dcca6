b = bytearray(b"abc")
m = memoryview(b)
for f in (lambda: b.append(1), lambda: b.clear(), lambda: b.__delitem__(0), lambda: b.extend(b"x"),
          lambda: b.pop(), lambda: b.__iadd__(b"z")):
    try: print(f())
    except BufferError as e: print(e)
b[0] = 65; b[1:2] = b"B"; print(b, bytes(m))
m[2] = 67; print(b); m.release(); b.append(68); print(b)
