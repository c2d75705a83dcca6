# __class__ may change when the fields are the same, however many attributes the methods assign.
class Small: pass
class Big:
    def __init__(self):
        self.a = self.b = self.c = self.d = self.e = 1
def count(n): return sum(1 for _ in range(n))
objects = [Big() for _ in range(20)] + [Small() for _ in range(20)]
for o in objects:
    o.__class__ = Small if type(o) is Big else Big
    o.z = 1
print(objects[0].__dict__, objects[30].__dict__)
for o in objects: o.__class__ = Small if type(o) is Big else Big
print(type(objects[0]).__name__, objects[0].a, objects[30].z)
for o in objects: o.__class__ = Small
del objects, o
import gc
a = Big(); a.self = a; a.__class__ = Small; del a
print(gc.collect() > 0)

class G: __slots__ = ["a", "b"]
class H: __slots__ = ["b", "a"]
class J: __slots__ = ["c", "b"]
class L(H): __slots__ = ["e"]
class I(G): __slots__ = ["e"]
class N(J): __slots__ = ["__weakref__"]
class P(J): __slots__ = ["__dict__"]
class Q(J): pass
class R(J): __slots__ = ["__dict__", "__weakref__"]
def change(x, cls):
    try: x.__class__ = cls; print("ok", type(x).__name__)
    except TypeError as e: print(e)
x = G(); x.a = 1; change(x, H); print(x.a)
q = Q(); q.a = 2; change(q, R); print(q.a)
for x, cls in ((G(), J), (L(), I), (N(), P), (P(), J), (J(), P), (G(), L), (1, bool), (G(), list), ([], G)):
    change(x, cls)
