class Log(dict):
    def __setitem__(s, k, v):
        if not k.startswith("__"): print("set", k)
        super().__setitem__(k, v)
    def __missing__(s, k):
        if k.startswith("auto"): return "made " + k
        raise KeyError(k)
class M(type):
    @classmethod
    def __prepare__(m, n, b): return Log()
class A(metaclass=M):
    a = 1; b = auto_x
    def f(self): pass
    a = 2
print(A.a, A.b, type(A.__dict__).__name__)
class P(type):
    @classmethod
    def __prepare__(m, n, b): return 5
try:
    class B(metaclass=P): pass
except TypeError as e: print(e)
