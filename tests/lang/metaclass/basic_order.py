class M(type):
    @classmethod
    def __prepare__(m, name, bases, **kw): print("prepare", name, bases, kw); return {"injected": 1}
    def __new__(m, name, bases, ns, **kw): print("new", name,
            sorted(k for k in ns if k[:2] != "__"), kw); return super().__new__(m, name, bases, ns)
    def __init__(c, name, bases, ns, **kw): print("init", name, kw); super().__init__(name, bases,
            ns)
    def __call__(c, *a): print("call", c.__name__, a); return super().__call__(*a)
class A(metaclass=M, opt=1):
    print("body"); x = 2
    def __init__(self, *a): print("A init", a)
class B(A): pass
print(A.injected, type(B) is M, B(5).x)
