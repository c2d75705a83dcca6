# __classcell__ and __qualname__ may be slots, for all that the class body sets them.
class C1:
    def __init__(self): self.b = 42
class C2(C1):
    __slots__ = ["__classcell__"]
    def __init__(self): super().__init__()
c = C2()
print(c.b, hasattr(c, "__classcell__"), type(C2.__dict__["__classcell__"]).__name__)
c.__classcell__ = 1
print(c.__classcell__)
class Q: __slots__ = ["__qualname__"]
print(Q.__qualname__, hasattr(Q(), "__qualname__"))
try:
    class C3:
        __classcell__ = 42
        __slots__ = ["__classcell__"]
except TypeError as e: print(e)
