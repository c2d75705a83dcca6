import io, os
with open("b.bin", "wb") as f: print(f.write(bytes(range(10))), type(f).__name__)
with open("b.bin", "rb") as f: print(f.read(3), f.peek(2)[:2], f.read1(2), f.tell(), f.seek(-2, 2),
                                     f.read(), f.read(), type(f).__name__, f.seek(0),
                                     f.readinto(b := bytearray(4)), b)
with open("b.bin", "r+b") as f: f.seek(2); f.write(b"XY"); f.seek(0); print(f.read(),
        f.truncate(4)); f.seek(0); print(f.read(), type(f).__name__)
with open("b.bin", "rb", buffering=0) as f: print(type(f).__name__, f.read(2), f.readall(),
        f.fileno() > 2, f.isatty())
b = io.BytesIO(b"abc\ndef"); print(b.readline(), b.read(), b.getvalue(), b.seek(1), b.write(b"ZZ"),
                                   b.getvalue(), b.truncate(2), b.getvalue(), bytes(b.getbuffer()))
s = io.StringIO("x\ny"); print(s.readline(), s.read(), s.tell(), s.seek(0), list(s), s.write("end"),
                               s.getvalue(), s.closed)
for f in (lambda: io.BytesIO("x"), lambda: io.StringIO(b"x"), lambda: b.write("x"),
          lambda: s.write(b"x"), lambda: b.seek(-5), lambda: b.read("a"),
          lambda: io.open("b.bin", "rb").write(b"x"), lambda: s.seek(1, 1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
b.close()
try: b.read()
except ValueError as e: print(e)
