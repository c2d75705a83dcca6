# A class derived from str may have fields of __slots__; of int, bytes and tuple it may not.
import gc, weakref


class Markup(str):
    __slots__ = ("line", "origin")

    def __new__(cls, text, line=None):
        self = super().__new__(cls, text)
        self.line = line
        return self


m = Markup("text", 3)
print(m, m.line, len(m), m == "text", hash(m) == hash("text"), {m: 1}["text"], m.upper(), type(m.upper()))
try: m.origin
except AttributeError as e: print(e)
try: m.other = 1
except AttributeError as e: print(e)
m.origin = [m]
print(m.origin[0] is m, Markup.origin, sorted(Markup.__dict__)[-2:])
del m.line
print(hasattr(m, "line"))


class Wide(Markup):
    __slots__ = ("extra",)


class Free(Wide):
    pass


for text in ("", "a", "abcdefgh", "\u20ac" * 9, "x" * 1000):
    w, f = Wide(text, len(text)), Free(text, -1)
    w.extra, f.extra, f.anything, f.origin = "e", 1.5, {"k": 2}, "o"
    print(w.line, w.extra, f.line, f.extra, f.anything, f.origin, f.__dict__, f == w == text)
gone = []
weak = weakref.ref(f, lambda r: gone.append(1))
f.origin = f
del f
gc.collect()
print(gone)
for base in (int, bytes, tuple):
    try:
        type("D", (base,), {"__slots__": ("a",)})
    except TypeError as e:
        print(e)
try:
    type("Both", (Wide, type("Apart", (str,), {"__slots__": ("q",)})), {})
except TypeError as e:
    print(e)
