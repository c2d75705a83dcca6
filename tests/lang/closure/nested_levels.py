def a(x):
    def b(y):
        def c(z):
            nonlocal x
            x += 1
            return x, y, z
        return c
    return b
c = a(1)(2); print(c(3), c(4), a.__code__.co_cellvars, c.__code__.co_freevars)
def arg_cell(p, *args, **kw):
    def f(): return p, args, kw
    p = p * 2; return f
print(arg_cell(1, 2, k=3)())
class K:
    v = "class"
    def m(self): return [v for v in (1, 2)], __class__.__name__
print(K().m())
def outer():
    x = "outer"
    class C:
        x = x if False else "in class"
        def m(self): return x
        l = [x for _ in range(1)]
    return C().m(), C.x, C.l
print(outer())
