print(bytes(), bytes(3), bytes([1, 2, 255]), bytes("é", "utf-8"), bytes(b"x"), bytes(range(3)),
      bytes(bytearray(b"ab")), b'\x00\t\n\r\\\'"', b"it's", b'"', b"\x7f\x80",
      bytes(memoryview(b"mv")), bytes("a", encoding="ascii", errors="strict"))
for f in (lambda: bytes("a"), lambda: bytes(-1), lambda: bytes([256]), lambda: bytes([-1]),
          lambda: bytes(["a"]), lambda: bytes(1.5), lambda: bytes(None),
          lambda: bytes(b"a", "ascii"), lambda: bytes(1, "ascii"), lambda: bytes([1], errors="x"),
          lambda: bytes("é", "ascii"), lambda: bytes(2 ** 70)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class B:
    def __bytes__(s): return b"from dunder"
print(bytes(B()))
