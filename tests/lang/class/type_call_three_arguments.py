T = type("T", (int,), {"x": 1, "m": lambda self: self + 1, "__module__": "mod"})
t = T(5); print(T, t.x, t.m(), T.__name__, T.__bases__, T.__qualname__, T.__module__, type(t) is T,
                type(T))
for f in (lambda: type("T", int, {}), lambda: type(5, (), {}), lambda: type("T", (), []),
          lambda: type("T", (5,), {}), lambda: type("a\0b", (), {}),
          lambda: type("T", (int, str), {}), lambda: type("T", (), {}, x=1), lambda: type()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(type("Q", (), {"__qualname__": "Outer.Q"}).__qualname__, type("é", (), {}).__name__)
