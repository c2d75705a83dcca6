with open("n.txt", "wb") as f: f.write(b"a\r\nb\rc\nd")
for nl in (None, "", "\n", "\r", "\r\n"):
    with open("n.txt", newline=nl) as f: print(repr(nl), [*f], f.newlines)
with open("n.txt", "w", newline="\r\n") as f: f.write("x\ny\n")
print(open("n.txt", "rb").read())
with open("e.txt", "w", encoding="latin-1") as f: f.write("é")
print(open("e.txt", "rb").read())
try: open("e.txt", encoding="utf-8").read()
except UnicodeDecodeError as e: print(e)
print(open("e.txt", encoding="utf-8", errors="replace").read(),
      ascii(open("e.txt", encoding="ascii", errors="surrogateescape").read()),
      open("e.txt", encoding="latin-1").read())
try: open("e.txt", "w", encoding="ascii").write("é")
except UnicodeEncodeError as e: print(e)
with open("u.txt", "w", encoding="utf-16") as f: f.write("ab"); f.write("c")
print(len(open("u.txt", "rb").read()), open("u.txt", encoding="utf-16").read())
with open("u.txt", "w", encoding="utf-8-sig") as f: f.write("x")
print(open("u.txt", "rb").read(), repr(open("u.txt", encoding="utf-8").read()))
try: open("u.txt", newline="x")
except ValueError as e: print(e)
import io
t = io.TextIOWrapper(io.BytesIO(), encoding="utf-8",
                     write_through=True); t.write("ü"); print(t.buffer.getvalue(), t.encoding,
                             t.errors,
                             t.line_buffering); t.reconfigure(errors="ignore"); print(t.errors); r = t.detach(); print(type(r).__name__)
try: t.read()
except ValueError as e: print(e)
