b = bytearray(b"hello")
b[0] = 72; b[-1:] = b"O!"; print(b)
b.append(33); b.extend(b"xy"); b.extend([1, 2]); b.insert(0, 62); print(b, len(b))
print(b.pop(), b.pop(0), b); b.remove(ord("e")); b.reverse(); print(b)
del b[0]; del b[1:3]; b += b"++"; b *= 2; print(b)
b[::2] = bytes(len(b[::2])); print(b); b[1:1] = [7, 8]; print(b); b.clear(); print(b, b.copy())
b = bytearray(5); b[1:3] = b"longer"; print(b)
for f in (lambda: b.append(256), lambda: b.append("a"), lambda: b.pop(100),
          lambda: bytearray().pop(), lambda: b.remove(200), lambda: b.__setitem__(0, -1),
          lambda: b.__setitem__(0, b"a"), lambda: b.__setitem__(slice(0, 4, 2), b"abc"),
          lambda: b.extend("abc"), lambda: b.extend([1, 300]), lambda: b.insert(0, "x"),
          lambda: hash(b), lambda: bytearray("x"), lambda: b.__setitem__(100, 1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
