class A:
    n = "A"
    def inst(self): return self
    @classmethod
    def cls(cls, x=1): return cls.n, x
    @staticmethod
    def stat(x): return x
class B(A): n = "B"
a, b = A(), B()
print(a.cls(), B.cls(2), b.cls(), a.stat(3), B.stat(4), a.inst() is a, a.inst == a.inst,
      a.inst is a.inst, a.inst.__self__ is a, a.inst.__func__ is A.inst, B.cls.__self__ is B,
      hash(a.inst) == hash(a.inst), a.inst != b.inst)
for f in (lambda: A.inst(), lambda: a.stat(), lambda: A.cls(1, 2), lambda: a.inst(1),
          lambda: setattr(a.inst, "x", 1), lambda: classmethod()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
f = a.inst; a.inst = "shadow"; print(f() is a, a.inst)
print(A.__dict__["stat"](5), classmethod(len).__func__ is len, staticmethod(len)("abc"),
      A.__dict__["cls"].__wrapped__.__name__)
