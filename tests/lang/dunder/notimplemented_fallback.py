class A:
    def __add__(s, o): print("A.add"); return NotImplemented
    def __radd__(s, o): print("A.radd"); return NotImplemented
    def __iadd__(s, o): print("A.iadd"); return NotImplemented
class B:
    def __radd__(s, o): print("B.radd"); return "B"
class C(A):
    def __radd__(s, o): print("C.radd"); return "C"
print(A() + B(), A() + C(), C() + B())
for f in (lambda: A() + A(), lambda: A() + 1, lambda: 1 + A()):
    try: f()
    except TypeError as e: print(e)
x = A(); x += B(); print(x)
class D:
    __add__ = None
try: D() + B()
except TypeError as e: print(e)
class E(int):
    def __add__(s, o): return "E.add"
    __radd__ = lambda s, o: "E.radd"
print(1 + E(2), E(2) + 1, E(1) + E(2), 1.5 + E(2), True + E(1))
