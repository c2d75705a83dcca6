import weakref
class A:
    def m(s): return "m"
a = A(); r = weakref.ref(a, lambda w: print("callback", w is r)); print(r() is a,
        weakref.getweakrefcount(a), weakref.ref(a) is weakref.ref(a), r == weakref.ref(a),
        hash(r) == hash(a)); del a; print(r(), r == r)
b = A(); p = weakref.proxy(b); print(p.m(), type(p).__name__,
                                     isinstance(p, A)); p.x = 5; print(b.x); del b
try: p.m()
except ReferenceError as e: print(e)
for o in (5, "s", [], {}, (), None, object()):
    try: weakref.ref(o); print("ok")
    except TypeError as e: print(e)
print(weakref.ref({1}) is not None, weakref.ref(A)() is A, weakref.ref(len)() is len)
d = weakref.WeakValueDictionary(); v = A(); d["k"] = v; print(len(d),
        d["k"] is v); del v; print(len(d), "k" in d)
k = weakref.WeakKeyDictionary(); key = A(); k[key] = 1; print(len(k)); del key; print(len(k))
s = weakref.WeakSet(); e = A(); s.add(e); print(len(s)); del e; print(len(s))
f = A(); fin = weakref.finalize(f, print, "finalized", 1); print(fin.alive); del f; print(fin.alive)
m = A(); wm = weakref.WeakMethod(m.m); print(wm()()); del m; print(wm())
c = A(); w1 = weakref.ref(c, lambda _: print("first")); w2 = weakref.ref(c,
        lambda _: print("second")); del c
