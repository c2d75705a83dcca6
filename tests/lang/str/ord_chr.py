print(ord("a"), ord("€"), ord("😀"), chr(97), chr(0x20ac), chr(0x1f600), ord(b"a"),
      ascii(chr(0xd800)), chr(0) == "\0", ord(bytearray(b"z")))
for f in (lambda: chr(-1), lambda: chr(0x110000), lambda: chr("a"), lambda: ord("ab"),
          lambda: ord(""), lambda: ord(5), lambda: chr(2 ** 40), lambda: ord(b"ab"),
          lambda: chr(1.0)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
