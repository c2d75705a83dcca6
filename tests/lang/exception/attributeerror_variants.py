class A:
    __slots__ = "s"
    @property
    def p(self): return self.inner_missing
class B: pass
import math
for c in ("A().s", "A().q", "A().p", "B.x", "B().x", "(5).x", "'a'.x", "None.x", "[].x", "len.x",
          "math.x", "int.x", "(lambda: 0).x", "type.x", "B.__x", "Exception().x", "{}.x",
          "(1, 2).x", "1.5.x", "print.x.y", "object().x", "super(B, B()).x", "A.s.x", "iter([]).x"):
    try: eval(c)
    except AttributeError as e: print(c, "|", e, "|", e.name)
