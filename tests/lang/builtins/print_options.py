print(); print(1, "a", None, sep="-"); print("x", end=""); print("y", end="|\n"); print(*[1, 2, 3],
        sep=", "); print("a", "b", sep=""); print(sep="x"); print("tab", sep=None,
                end=None); print([1], {"k": "v"}, (1,), {1}, 1.0, b"b", True, ...)
import io, sys
b = io.StringIO(); print("to buffer", file=b,
                         flush=True); print(repr(b.getvalue())); print("err-free", file=None)
class W:
    def write(s, t): sys.stdout.write(f"<{t!r}>")
print("w", 1, file=W()); print()
for f in (lambda: print(1, sep=5), lambda: print(1, end=5), lambda: print(1, file=5),
          lambda: print(1, foo=2)):
    try: f()
    except Exception as e: print(type(e).__name__, e)
