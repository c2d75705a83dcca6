import os
with open("t.txt", "w") as f: print(f.write("line1\nline2\n"), f.name, f.mode, f.encoding, f.closed,
                                    f.writable(), f.readable()); f.writelines(["a", "b\n"])
print(f.closed)
with open("t.txt") as f: print(f.read(3), f.readline(), f.tell(), f.readlines(), repr(f.read()),
                               f.seek(0), list(f), f.seekable())
with open("t.txt", "a") as f: f.write("appended"); print(f.tell())
with open("t.txt", "r+") as f: f.write("LINE"); f.seek(0,
        2); print(f.tell()); f.seek(0); print(f.read().splitlines())
with open("t.txt") as f:
    for n, line in enumerate(f, 1): print(n, repr(line))
try: open("t.txt", "x")
except FileExistsError as e: print(e.errno, e.strerror, e.filename)
for args in (("nope.txt",), ("t.txt", "z"), ("t.txt", "rw"), ("t.txt", "rb", -1, "utf-8"),
             ("t.txt", "r", 0), (".", "r"), ("t.txt", ""), (5.5,), ("a\0b",), ("t.txt", "U"),
             ("t.txt", "wb+x"), ("t.txt", "r", -1, "nope-enc")):
    try: open(*args)
    except Exception as e: print(args, type(e).__name__, e)
f = open("t.txt")
f.close(); f.close()
for op in (f.read, f.readline, lambda: next(f), lambda: f.write("x"), f.tell, lambda: f.seek(0),
           f.flush):
    try: op()
    except ValueError as e: print(e)
with open("t.txt") as f:
    try: f.write("x")
    except Exception as e: print(type(e).__name__, e)
with open("t.txt", "w") as f:
    try: f.read()
    except Exception as e: print(type(e).__name__, e)
    try: f.write(b"x")
    except TypeError as e: print(e)
    try: f.write()
    except TypeError as e: print(e)
os.remove("t.txt"); print(os.path.exists("t.txt"))
