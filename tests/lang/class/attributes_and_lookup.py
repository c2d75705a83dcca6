class A:
    x = 1
    def m(self): return "m", self.x
a = A(); print(a.x, A.x, a.m(), A.m(a)); a.x = 2; print(a.x, A.x,
        a.m()); del a.x; print(a.x); A.x = 5; print(a.x, A().x)
A.new = lambda self: "added"; print(a.new()); del A.new
for code in ("a.new", "A.new", "del a.x", "del A.zz", "del a.m", "A.zz", "a.zz", "A().x.y",
             "int.x = 1", "(5).x = 1", "del int.real", "None.x", "A.__name__ = 5", "del A.__name__",
             "a.__class__ = 5", "A.__bases__ = ()"):
    try: exec(code)
    except Exception as e: print(code, "|", type(e).__name__, e)
