class E:
    def __init__(s, *b): s.b = b
    def __mro_entries__(s, bases): print("entries", len(bases)); return s.b
class A: pass
class B(E(A, int), E()): pass
print(B.__bases__, B.__orig_bases__[1].b, B(5) + 1)
class Bad:
    def __mro_entries__(s, b): return A
try:
    class C(Bad()): pass
except TypeError as e: print(e)
import types
print(types.resolve_bases((E(A),)), types.new_class("N", (A,), {}, lambda ns: ns.update(q=1)).q)
