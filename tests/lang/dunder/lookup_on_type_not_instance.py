class A: pass
a = A(); a.__len__ = lambda: 5; a.__str__ = lambda: "inst"; a.__add__ = lambda o: 1; a.__bool__ = lambda: False; a.__iter__ = lambda: iter([])
for f in (lambda: len(a), lambda: a + 1, lambda: bool(a), lambda: list(a),
          lambda: str(a) == "inst"):
    try: print(f())
    except TypeError as e: print(e)
A.__len__ = lambda s: 7; print(len(a)); del A.__len__
try: len(a)
except TypeError as e: print(e)
class B:
    def __getattr__(s, n): return lambda *a: 1
try: len(B())
except TypeError as e: print(e)
class C: __slots__ = (); __eq__ = lambda s, o: True
print(C() == 5, C() != 5, C.__hash__)
class D:
    @staticmethod
    def __len__(): return 4
    @classmethod
    def __getitem__(cls, k): return cls.__name__, k
print(len(D()), D()[1])
