class A: v = "A"; __slots__ = ("x",)
class B: v = "B"; __slots__ = ("x",)
class C: v = "C"
class D: v = "D"
class E(int): pass
a = A(); a.x = 1; a.__class__ = B; print(a.v, a.x, type(a).__name__)
c = C(); c.q = 1; c.__class__ = D; print(c.v, c.q, isinstance(c, D))
for f in (lambda: setattr(c, "__class__", A), lambda: setattr(c, "__class__", E),
          lambda: setattr(5, "__class__", E), lambda: setattr(E(1), "__class__", int),
          lambda: setattr(c, "__class__", "x"), lambda: delattr(c, "__class__")):
    try: f(); print("ok")
    except TypeError as e: print(e)
class F: pass
class G(F): pass
class H: greet = "hello from H"
try: G.__bases__ = (H,)
except TypeError as e: print(e)
class I(H): pass
I.__bases__ = (C,); print(I().v, I.__mro__)
