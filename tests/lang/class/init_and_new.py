class A:
    def __new__(cls, *a, **k): print("new", cls.__name__, a, k); return super().__new__(cls)
    def __init__(self, *a, **k): print("init", a, k)
A(1, x=2)
class B:
    def __new__(cls): return 5
    def __init__(self): print("never")
print(B())
class C(A):
    def __new__(cls, n): return A.__new__(A, n) if n else object.__new__(cls)
print(type(C(0)).__name__, type(C(1)).__name__)
class D:
    def __init__(self): return 5
for f in (lambda: D(), lambda: object(1), lambda: object.__new__(), lambda: object.__new__(5),
          lambda: int.__new__(str), lambda: object.__new__(int), lambda: D(1)):
    try: print(f())
    except TypeError as e: print(e)
class E: pass
for f in (lambda: E(1), lambda: E(x=1), lambda: E().__init__(1), lambda: E.__new__(E, 1)):
    try: print(f())
    except TypeError as e: print(e)
