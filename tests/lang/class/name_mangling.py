class A:
    __x = 1
    def __init__(self): self.__y = 2; self.__z__ = 3; self._A__w = 4
    def get(self): return self.__x, self.__y, self.__z__, self.__w
    def __private(self): return "private"
    def call(self): return self.__private()
    def kw(self, __p): return __p
    def local(self):
        __v = 7
        return locals()
a = A(); print(a.get(), a._A__x, a.call(), a._A__private(), sorted(vars(a)), sorted(a.local())[:1],
               a.kw(5), a.kw(_A__p=6))
class _B:
    def f(self): self.__q = 1; return sorted(vars(self))
print(_B().f())
try: a.__x
except AttributeError as e: print(e)
class __: 
    def f(self): self.__k = 1; return list(vars(self))
print(__().f())
class C:
    def f(self):
        global __g
        __g = 5
        import sys as __s
        try: raise ValueError
        except ValueError as __e: return sorted(n for n in locals())
print(C().f(), _C__g)
