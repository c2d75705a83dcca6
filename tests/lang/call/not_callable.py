for e in ("5()", "None()", "'abc'()", "[]()", "(1, 2)(3)", "{}()", "...()", "1.5(2)", "object()()",
          "NotImplemented()", "type(1)()()"):
    try: print(eval(e))
    except TypeError as x: print(e, "|", x)
class C:
    x = 5
    def __call__(self, *a, **k): return ("called", a, k)
print(C()(1, b=2), callable(C()), callable(5), callable(len), callable(C))
c = C(); c.__call__ = lambda: "instance"; print(c())
try: c.x()
except TypeError as e: print(e)
class D: __call__ = 5
try: D()()
except TypeError as e: print(e)
