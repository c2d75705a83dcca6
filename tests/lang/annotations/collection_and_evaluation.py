def p(x): print("eval", x); return x
a: p("ann") = p("value")
b: int
def f(x: p("x") = p("dx"), *args: p("args"), k: p("k") = 1, **kw: p("kw")) -> p("ret"):
    local: p("never") = 5
    unassigned: undefined_name
    return local
print(f(), f.__annotations__, __annotations__)
class C:
    m: int = 1
    n: "str"
    (q): float = 2.5
    d = {}
    d["k"]: p("subscript target")
print(C.__annotations__, "b" in globals(), hasattr(C, "n"))
x = [0]; x[0]: int = 5; print(x)
class D(C): pass
print(D.__annotations__ if "__annotations__" in D.__dict__ else "own: none",
      int.__dict__.get("__annotations__"))
def g():
    try: z: int; return z
    except UnboundLocalError as e: return str(e)
print(g())
for s in ("x: int: str", "(x, y): int", "x, y: int", "[x]: int = 1", "f(): int", "x: int += 1",
          "def f():\n x: int\n global x", "lambda x: int: x", "x: yield", "class A:\n x: (y := 1)",
          "def f(x: (yield)): 0", "(x): int", "x.y: int", "1: int", "x: *y"):
    try: compile(s, "<a>", "exec"); print(repr(s), "ok")
    except SyntaxError as e: print(repr(s), "|", e.msg, e.offset)
