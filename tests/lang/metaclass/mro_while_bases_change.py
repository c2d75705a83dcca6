# mro() is Python code: it may see a class without an order, and change bases while they are changed.
class Meta(type):
    ready = False
    def mro(cls):
        if Meta.ready and cls.__name__ == "C":
            Meta.ready = False
            C.__bases__ = (B2,)
        return type.mro(cls)
class A(metaclass=Meta): pass
class B1(A): pass
class B2(A): pass
class C(A): pass
Meta.ready = True
C.__bases__ = (B1,)
print(C.__bases__ == (B2,), B2.__subclasses__() == [C], B1.__subclasses__())
B1.__bases__ = (C,)
print(C.__subclasses__() == [B1], [k.__name__ for k in B1.__mro__])

steps = []
class Early(type):
    def mro(cls):
        print(cls.__name__, cls.__mro__)
        if cls.__mro__ is None and cls.__name__ == "E":
            try:
                class X(cls): pass
            except TypeError as e: print(e)
            try: super(cls, cls).xxx
            except AttributeError as e: print("no attribute")
            if not steps: steps.append(1); cls.__bases__ += ()
        return type.mro(cls)
class E(metaclass=Early): pass
print(E.__mro__)

class Bozo(type):
    fail = False
    def mro(cls):
        if Bozo.fail: raise RuntimeError("bozo")
        return type.mro(cls)
class P: pass
class P2: pass
class D(P): pass
class S1(D): pass
class S2(D, metaclass=Bozo): pass
Bozo.fail = True
before = S1.__mro__, D.__mro__
try: D.__bases__ = (P2,)
except RuntimeError as e: print(e, (S1.__mro__, D.__mro__) == before, D.__bases__)

class M(type):
    def mro(cls):
        if M.ready and cls.__name__ == 'L1': L2.__bases__ = (L1,)
        if M.ready and cls.__name__ == 'L2': L1.__bases__ = (L2,)
        return type.mro(cls)
M.ready = False
class L(metaclass=M): pass
class L1(L): pass
class L2(L): pass
M.ready = True
try: L1.__bases__ += ()
except TypeError as e: print(e)
