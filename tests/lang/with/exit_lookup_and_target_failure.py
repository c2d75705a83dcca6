class C:
    def __enter__(s): return (1, 2, 3)
    def __exit__(s, t, v, tb): print("exit", t and t.__name__); return True
with C() as (a, b): print("never")
with C() as a.b: print("never")
d = {}
with C() as d["k"]: print(d)
with C() as [x, *y]: print(x, y)
class Bad:
    def __enter__(s): pass
    @property
    def __exit__(s): print("looked up exit"); return lambda *a: print("called", len(a))
with Bad(): pass
class T:
    def __enter__(s): return s
    def __exit__(s, *a): return []
try:
    with T(): raise ValueError("falsy result propagates")
except ValueError as e: print(e)
class Truth:
    def __bool__(s): raise RuntimeError("in bool")
class U(T):
    def __exit__(s, *a): return Truth()
try:
    with U(): raise ValueError
except RuntimeError as e: print(e, repr(e.__context__))
