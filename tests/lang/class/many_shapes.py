# Attribute sites of many shapes: static and class methods, properties, stores, super(); then the classes change.
import sys
class Meta(type):
    def m(cls): return 'meta.m'
    @property
    def p(cls): return 'meta.p'
class A:
    n = 0
    def __init__(self, x): self.x = x
    @staticmethod
    def st(a=1): return ('st', a)
    @classmethod
    def cm(cls, a=1): return (cls.__name__, a)
    @property
    def pr(self): return ('pr', self.x)
    def who(self): return 'A.who'
class B(A):
    __slots__ = ('k',)
    def __init__(self, x, k=None):
        super().__init__(x); self.k = k
    def who(self): return 'B.' + super().who()
class C(B):
    def who(self): return 'C.' + super().who()
    @property
    def pr(self): return super().pr + ('C',)
class D(A, metaclass=Meta): pass
class S:
    __slots__ = ('x', 'y')
def run(o):
    out = [o.st(), o.cm(2), o.pr, o.who(), o.x]
    o.x += 1; o.extra = [o.x]; o.extra = o.extra + [1]
    return out
class E: pass
kinds = [A, B, C, D]
for rnd in range(30):
    for k in kinds:
        o = k(rnd)
        r = run(o)
        if rnd in (0, 29): print(k.__name__, r, o.x, o.extra)
    if rnd == 20:
        A.st = staticmethod(lambda a=9: ('new st', a))
        B.who = lambda self: 'B2'
        C.cm = classmethod(lambda cls, a: ('C!', cls.__name__))
def clsrun(c): return c.st(), c.cm(3), c.n
for rnd in range(30):
    for k in kinds:
        r = clsrun(k)
        if rnd in (0, 29): print(k.__name__, r)
for rnd in range(20): r = (D.m(), D.p, D.st())
print(r)
class Over(A):
    pass
def inst(o): return o.st(), o.cm()
for i in range(10):
    o = Over(1)
    if i > 5: o.st = lambda: 'own'; o.cm = lambda: 'own cm'
    r = inst(o)
print(r)
def setx(o, v): o.x = v
objs = [A(1), B(1), C(1), D(1), S(), S()]
for i in range(20):
    for o in objs:
        setx(o, [i])
        if i == 19: print(o.x)
        if i == 10: del o.x
class P:
    @property
    def x(self): return 1
    @x.setter
    def x(self, v): self.__dict__['seen'] = v
    def __init__(self): pass
for i in range(20): setx(p := P(), i)
print(p.seen)
class Q:
    def __setattr__(self, n, v): object.__setattr__(self, n, (n, v))
for i in range(20): setx(q := Q(), i)
print(q.x)
setx.__setattr__ if False else None
class F: pass
f = [F(), F(), E(), F()]
for i in range(40):
    for o in f: setx(o, i)
F.x = property(lambda s: 'now a property')
try: setx(f[0], 1)
except AttributeError as e: print(e)
print(f[0].x, f[0].__dict__)
E.__init__ = lambda self: setattr(self, 'made', 1)
print(E().made)
del E.__init__
print(E().__dict__)
E.__new__ = lambda cls: 5
print(E())
class G(object):
    def __new__(cls): raise TypeError('no')
try: G()
except TypeError as e: print(e)
import abc
class Ab(abc.ABC):
    @abc.abstractmethod
    def f(self): pass
try: Ab()
except TypeError as e: print(e)
try: F(1)
except TypeError as e: print(e)
class Temp:
    def __del__(self): print('del temp')
    @classmethod
    def c(cls): return cls.__name__
    @staticmethod
    def s(): return 's'
    @property
    def g(self): return 7
for i in range(3): print(Temp().c(), Temp().s(), Temp().g)
class X:
    def f(self): return 'X'
class Y(X):
    def f(self): return 'Y' + super().f()
    def late(self, k): self.__class__ = k; return super().f()
class Z(X):
    def f(self): return 'Z' + super().f()
class W(Y, Z):
    def f(self): return 'W' + super().f()
for i in range(5): r = [Y().f(), Z().f(), W().f()]
print(r)
X.f = lambda self: 'X2'; print([Y().f(), Z().f(), W().f()])
W.__bases__ = (Z,); print(W().f())
try: Y.f(Z())
except TypeError as e: print(e)
for i in range(3):
    s = super
    class V(X):
        def g(self):
            super = lambda *a: type('T', (), {'f': staticmethod(lambda: 'fake')})
            return super(V, self).f()
    print(V().g())
