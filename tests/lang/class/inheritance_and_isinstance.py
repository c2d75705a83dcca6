class A: pass
class B(A): pass
class C(B, int): pass
c = C(5)
print(c + 1, isinstance(c, A), isinstance(c, (str, int)), issubclass(C, A), issubclass(A, C),
      isinstance(c, int | str), issubclass(bool, int), isinstance(True, int),
      isinstance(None, type(None)), C.__bases__, C.__base__, A.__subclasses__(),
      C.__mro__ == tuple(C.mro()), isinstance(5, object), isinstance(type, type),
      isinstance(int, object))
class M(type):
    def __instancecheck__(cls, o): return o == 42
    def __subclasscheck__(cls, o): return o is str
class N(metaclass=M): pass
print(isinstance(42, N), isinstance(1, N), issubclass(str, N), issubclass(int, N),
      isinstance(N(), N))
for code in ("class X(5): pass", "class X(int, str): pass", "class X(bool): pass",
             "class X(type(None)): pass", "class X(A, A): pass", "class X(A, B): pass",
             "class X(lambda: 0): pass", "class X(range): pass", "class X(A, metaclass=int): pass",
             "class X(A, foo=1): pass", "class X('A'): pass", "class X(type(len)): pass",
             "class X(int, float): pass"):
    try: exec(code)
    except Exception as e: print(code, "|", type(e).__name__, e)
