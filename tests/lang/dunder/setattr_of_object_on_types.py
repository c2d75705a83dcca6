# object.__setattr__ does not go around what the metaclass guards.
for f in (lambda: object.__setattr__(str, "foo", 42), lambda: object.__delattr__(str, "lower")):
    try: f()
    except TypeError as e: print(e)
class A(type):
    def __setattr__(cls, key, value): type.__setattr__(cls, key, value)
class B: pass
class C(B, A): pass
obj = C('D', (object,), {})
obj.test = True
print(obj.test)
class A(type):
    def __setattr__(cls, key, value): object.__setattr__(cls, key, value)
class C(B, A): pass
try: C('D', (object,), {}).test = True
except TypeError as e: print(e)
class L(list):
    def __setattr__(self, k, v): object.__setattr__(self, k, v)
l = L(); l.x = 1; print(l.x)
