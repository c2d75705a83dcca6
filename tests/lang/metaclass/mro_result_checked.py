class _metaclass(type):
    def mro(self):
        return [self, dict, object]
try:
    class X(object, metaclass=_metaclass): pass
    x = object.__new__(X)
    x[5] = 6
except TypeError as e: print(e)
try:
    class _m(type):
        def mro(self): return [1]
    class X(object, metaclass=_m): pass
except TypeError as e: print(e)
try:
    class _m(type):
        def mro(self): return 1
    class X(object, metaclass=_m): pass
except TypeError as e: print(e)
class B: pass
class M(type):
    def mro(cls):
        del M.mro
        return (B,)
try:
    class A(metaclass=M): pass
except TypeError as e: print(e)
