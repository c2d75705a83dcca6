import sys
MT = type(sys)
class M(type(sys)):
    pass
minstance = M("m")
minstance.b = 2
minstance.a = 1
print(dir(minstance))
class M2(M):
    def getdict(self):
        return "Not a dict!"
    __dict__ = property(getdict)
m2instance = M2("m2")
m2instance.b = 2
m2instance.a = 1
print(m2instance.__dict__)
try: dir(m2instance)
except TypeError as e: print(e)
print(dir(object())==dir(Ellipsis))
class Wrapper(object):
    def __init__(self, obj):
        self.__obj = obj
    def __repr__(self):
        return "Wrapper(%s)" % repr(self.__obj)
    def __getitem__(self, key):
        return Wrapper(self.__obj[key])
    def __len__(self):
        return len(self.__obj)
    def __getattr__(self, name):
        return Wrapper(getattr(self.__obj, name))
class C(object):
    def __getclass(self):
        return Wrapper(type(self))
    __class__ = property(__getclass)
try: print(dir(C()))
except Exception as e: print(type(e),e)
import sys,types
MT = type(sys)
log=[]
class MM(MT):
    def __init__(self, name):
        MT.__init__(self, name)
    def __getattribute__(self, name):
        log.append(("getattr", name))
        return MT.__getattribute__(self, name)
    def __setattr__(self, name, value):
        log.append(("setattr", name, value))
        MT.__setattr__(self, name, value)
    def __delattr__(self, name):
        log.append(("delattr", name))
        MT.__delattr__(self, name)
a = MM("a")
a.foo = 12
x = a.foo
del a.foo
print(log)
try:
    class Module(types.ModuleType, str):
        pass
except TypeError as e: print(e)
