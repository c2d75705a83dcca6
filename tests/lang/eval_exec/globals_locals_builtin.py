x = 1
def f():
    y = 2
    return sorted(locals()), "x" in globals(), "y" in globals(), eval("x + y"), [eval("x") for _ in range(1)]
print(f()); globals()["dyn"] = 5; print(dyn)
class C:
    z = 3
    print(sorted(k for k in locals() if k[0] != "_"), eval("z"), eval("x"))
exec("q = 1", globals()); print(q)
def g(): exec("global made; made = 7")
g(); print(made)
b = {"__builtins__": {"print": print}}
exec("print('limited')", b)
try: exec("len('x')", b)
except NameError as e: print(e)
try: exec("class A: pass", b)
except NameError as e: print(e)
try: exec("import os", {"__builtins__": {}})
except ImportError as e: print(e)
