class A: x = 1
a = A(); setattr(a, "y z", 5); print(getattr(a, "y z"), getattr(a, "no", 7), hasattr(a, "x"),
                                     hasattr(a, "no"), vars(a)); delattr(a, "y z")
for f in (lambda: getattr(a, 5), lambda: setattr(a, 5, 1), lambda: delattr(a, "zz"),
          lambda: getattr(a, "zz"), lambda: hasattr(a, 5), lambda: setattr(5, "x", 1),
          lambda: delattr(A, "nope"), lambda: setattr(A(), "__dict__", 1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class R:
    @property
    def p(s): raise ValueError("not AttributeError")
try: hasattr(R(), "p")
except ValueError as e: print(e)
try: getattr(R(), "p", 1)
except ValueError as e: print(e)
