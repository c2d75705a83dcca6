x = "global"
def f():
    def g(): return x
    x = "enclosing"
    class C:
        y = x
        x = "class"
        def m(self): return x
        z = (lambda: x)()
    return g(), C.y, C.x, C().m(), C.z
print(f())
def k():
    len = lambda s: "shadowed"
    return len("abc")
print(k(), len("abc"))
def cond(b):
    if b: v = 1
    try: return v
    except UnboundLocalError as e: return str(e)
print(cond(1), cond(0))
def ex():
    exec("hidden = 5"); return "hidden" in locals(), eval("1 + 1"), [eval("p", {"p": 3})]
print(ex())
def dl():
    a = 1
    del a
    try: a
    except UnboundLocalError as e: print(e)
    a = 2; return a
print(dl())
class D:
    x = x
    try: q = undefined
    except NameError: q = "fallback"
print(D.x, D.q)
def params(a, b=[x for x in range(3)], *, c=lambda: x): return a, b, c()
print(params(1))
import builtins
builtins.injected = "via builtins"; print(injected); del builtins.injected
def no_builtin(): return eval("len", {"__builtins__": {}})
try: no_builtin()
except NameError as e: print(e)
