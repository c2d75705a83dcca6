# The instance, traceback and context of exceptions whose class inherits, overrides or changes its constructors.
class A(Exception): pass
class B(A):
    def __init__(self, x): self.x = x
class C(KeyError): __slots__=('q',)
class D(B):
    def __new__(cls, *a): return super().__new__(cls, *a)
def f(k, v):
    loc = [1,2]
    raise k(v)
for k in (A,B,C,D,ValueError,KeyError,StopIteration,OSError,ImportError):
    for i in range(3):
        try: f(k, i)
        except BaseException as e: print(type(e), e.args, repr(e), e.__traceback__.tb_next.tb_frame.f_locals['loc'], e.__traceback__.tb_next.tb_frame.f_back.f_lineno, e.__dict__)
class M(Exception): pass
for i in range(3):
    try: raise M
    except M as e: print(repr(e))
    if i==0: M.__init__ = lambda self, *a: setattr(self, 'z', 1)
    if i==1: M.__new__ = lambda cls, *a: Exception.__new__(cls, 'new')
try: raise M
except M as e: print(e.args, e.z)
class P:
    def __init__(self): self.a=1
    def grow(self):
        for i in range(40): setattr(self, 'x%d'%i, [i])
p=P(); p.grow(); print(p.x39); del p
class S(P):
    __slots__=('k',)
s=S(); s.k=[1]; del s
class Q:
    def __init__(self): self.me=self; self.l=[self]
q=Q(); q2=q.__dict__; del q; print(len(q2))
