import gc, weakref
gc.disable()
class N:
    def __init__(s, n): s.n = n
    def __del__(s): print("del", s.n)
a = N("a"); b = N("b"); a.o = b; b.o = a; wa = weakref.ref(a); del a, b; print("unreachable",
        wa() is not None)
n = gc.collect(); print(wa(), n >= 2)
s = N("self"); s.me = s; del s; gc.collect()
l = []; l.append(l); del l; print(gc.collect() >= 1)
class R:
    def __del__(s): global saved; saved = s; print("resurrected")
r = R(); r.c = r; del r; gc.collect(); print(type(saved).__name__); saved.c = None; del saved; print("gone, __del__ once")
def cyc():
    f = lambda: f
    return weakref.ref(f)
w = cyc(); print(w() is not None); gc.collect(); print(w())
print(gc.isenabled(), gc.get_threshold(), len(gc.get_count()), gc.is_tracked([]),
      gc.is_tracked(5)); gc.enable(); print(gc.isenabled(), gc.garbage)
x = []; x.append(x); print(gc.get_referents([1, 2]) == [1, 2] or gc.get_referents([1, 2]) == [2, 1],
                           any(r is x for r in gc.get_referrers(x)))
