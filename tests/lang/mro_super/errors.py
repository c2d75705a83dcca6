class A:
    def f(self): return super().nope
    def g(self): super().x = 1
    def h(): return super()
    def i(self): del self; return super()
    def j(self): return [super().__init__ for _ in (1,)]
    def k(*args): return super()
for f in (lambda: A().f(), lambda: A().g(), lambda: A.h(), lambda: A().i(), lambda: super(5),
          lambda: super(A, 5), lambda: super(A, int), lambda: super(), lambda: super(A).f,
          lambda: super(A, A()).zz):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
def outside(self): return super()
try: outside(1)
except RuntimeError as e: print(e)
try: A().k()
except RuntimeError as e: print(e)
print(len(A().j()), super(A, A()).__thisclass__, super(A, A()).__self_class__,
      type(super(A).__self__))
