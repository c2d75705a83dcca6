b = b"hello"
print(b[0], b[-1], b[1:3], b[::-1], b[::2], b + b"!", b * 2, 2 * b, b"" + b, list(b), 104 in b,
      b"ell" in b, len(b), b == bytearray(b), b != b"x", b < b"i", hash(b) == hash(b"hel" + b"lo"))
for f in (lambda: b[10], lambda: b["a"], lambda: b + "x", lambda: "x" + b, lambda: b + 1,
          lambda: "h" in b, lambda: b == "hello", lambda: b * 1.5, lambda: b"a" < "a",
          lambda: 256 in b):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
try: b[0] = 1
except TypeError as e: print(e)
