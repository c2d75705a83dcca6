class A:
    def f(self): pass
print(type(A.__dict__["f"].__get__(A(), A)).__name__, A.f.__get__(None, A) is A.f,
      type(int.__add__).__name__, type((1).__add__).__name__, type(str.join).__name__,
      type("".join).__name__, type(dict.__dict__["fromkeys"]).__name__, type(int.real).__name__,
      type(type.__dict__["__mro__"]).__name__)
print(int.__add__.__get__(3)(4), str.upper.__get__("abc")(), (5).__add__.__self__, "".join.__name__,
      str.join.__objclass__, int.real.__get__(7), [].append.__self__,
      str.__dict__["upper"] is str.upper)
for f in (lambda: str.upper.__get__(5), lambda: int.__add__("a", 1), lambda: list.append((), 1),
          lambda: dict.fromkeys.__self__.__name__, lambda: int.__add__(1), lambda: list.append([]),
          lambda: int.real.__get__("x"), lambda: setattr(5, "real", 1), lambda: object.__repr__()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
