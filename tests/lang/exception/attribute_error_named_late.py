# An AttributeError that names nothing learns what was asked for on its way through the attribute access.
class A:
    blech = None
    def __getattr__(self, attr): raise AttributeError
a = A()
try: a.bluch
except AttributeError as e: print(e.name, e.obj is a)
try: getattr(a, "other")
except AttributeError as e: print(e.name, e.obj is a)
class B:
    def __getattr__(self, attr): raise AttributeError("own", name="mine")
try: B().x
except AttributeError as e: print(e.name, e.obj)
class E:
    __eq__ = property(lambda self: 1 / 0)
print(E() == 1)
