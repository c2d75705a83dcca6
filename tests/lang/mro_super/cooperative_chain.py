class Root:
    def f(self, log): log.append("Root"); return log
class A(Root):
    def f(self, log): log.append("A"); return super().f(log)
class B(Root):
    def f(self, log): log.append("B"); return super().f(log)
class C(A, B):
    def f(self, log): log.append("C"); return super().f(log)
print(C().f([]), super(C, C()).f([]), super(A, C()).f([]), super(C, C).f(C(), []))
class P:
    @classmethod
    def make(cls): return cls.__name__
    @staticmethod
    def st(): return "st"
    @property
    def p(self): return "P.p"
    x = 1
class Q(P):
    @classmethod
    def make(cls): return "Q+" + super().make()
    @property
    def p(self): return super().p + "+Q"
    def sx(self): return super().x, super().st(), super().__init__()
print(Q.make(), Q().make(), Q().p, Q().sx())
