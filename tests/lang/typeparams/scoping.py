T = "outer T"
def f[T](x: T = T): return T, x
print(f()[0].__class__.__name__, f()[1])
class C[T]:
    t = T
    def m(self): return T
    class D: u = T
print(C.t is C.__type_params__[0], C().m() is C.t, C.D.u is C.t, T)
def outer():
    x = 1
    def inner[A](y: A): return x, A
    return inner(0)
print(outer())
class E[T](list[T]): pass
print(E.__orig_bases__[0].__args__ == E.__type_params__, E.__mro__[1])
for s in ("def f[T, T](): 0", "class A[T, *T]: 0", "def f[](): 0", "type X[T: (yield)] = 1",
          "type X = (a := 1)", "def f[T=int, U](): 0", "def f[*T: int](): 0",
          "def f[**P: int](): 0", "type X[T] = await x", "class A[T: (x := 1)]: 0",
          "def f[__debug__](): 0", "type X[T]", "def f[T: *int](): 0", "type 5 = 3"):
    try: compile(s, "<t>", "exec"); print(s, "| ok")
    except SyntaxError as e: print(s, "|", e.msg, e.offset)
