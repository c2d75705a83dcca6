class D:
    def __set_name__(self, owner, name): print("set_name", owner.__name__, name)
class A:
    z = D(); a = D(); m = D()
class Bad:
    def __set_name__(self, o, n): raise ValueError("no name")
try:
    class B: x = Bad()
except Exception as e: print(type(e).__name__, e, e.__notes__)
print([k for k in A.__dict__ if len(k) == 1])
A.later = D()
T = type("T", (), {"q": D()})
