import types
class C(object): pass
a = C()
a.__dict__ = {'b': 1}
print(a.b)
del a.__dict__
class Base(object): pass
def verify_dict_readonly(x):
    try: x.__dict__ = {}
    except (AttributeError, TypeError) as e: print(e)
    try: del x.__dict__
    except (AttributeError, TypeError) as e: print(e)
    dict_descr = Base.__dict__["__dict__"]
    try: dict_descr.__set__(x, {})
    except (AttributeError, TypeError) as e: print(e)
class Meta1(type, Base): pass
class Meta2(Base, type): pass
class D(object, metaclass=Meta1): pass
class E(object, metaclass=Meta2): pass
for cls in C, D, E:
    print(cls)
    verify_dict_readonly(cls)
    try: cls.__dict__['spam']=1
    except TypeError as e: print(e)
class Module1(types.ModuleType, Base): pass
class Module2(Base, types.ModuleType): pass
for ModuleType in Module1, Module2:
    mod = ModuleType("spam")
    verify_dict_readonly(mod)
    mod.__dict__["spam"] = "eggs"
    print(mod.spam)
class Exception1(Exception, Base): pass
class Exception2(Base, Exception): pass
for ExceptionType in Exception, Exception1, Exception2:
    e = ExceptionType()
    e.__dict__ = {"a": 1}
    print(e.a)
    try: del e.__dict__; print('deleted')
    except Exception as x: print(x)
