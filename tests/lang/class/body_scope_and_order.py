x = "global"
class C:
    print(__name__, __qualname__, __module__)
    y = x
    x = "class"
    z = [x for _ in range(2)]
    for i in range(3): pass
    if True: cond = i
    def f(self): return x
    print(sorted(k for k in locals() if not k.startswith("__")), "i" in locals())
    del i
print(C.y, C.x, C.z, C().f(), C.cond, hasattr(C, "i"), C.__qualname__, list(C.__dict__)[:4])
class D:
    class E:
        def g(self): pass
print(D.E.g.__qualname__, D.E.__qualname__, D.E.__module__, repr(D.E))
class Doc:
    """the doc"""
    __slots__ = ()
print(Doc.__doc__, C.__doc__)
try:
    class Bad: y = undefined_name
except NameError as e: print(e)
