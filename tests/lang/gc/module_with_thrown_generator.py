# A suspended generator, the frame object that a traceback made for it, and the module's globals are
# one piece of garbage.
import gc, types, weakref
m = types.ModuleType("m")
exec("""
def g():
    try: yield 1
    except KeyError: yield 2
s = g(); next(s); s.throw(KeyError)
""", m.__dict__)
alive = weakref.ref(m.g)
del m
gc.collect()
print(alive())  # expect: None
