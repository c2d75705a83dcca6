# What object.__reduce_ex__ asks for, and does not.
for r in ((1, 2, 3), ("a", ()), ((), "b"), "x"):
    class C:
        def __getnewargs_ex__(self): return r
    try: C().__reduce_ex__(2)
    except Exception as e: print(type(e).__name__, e)
class Picky:
    def __getstate__(self): return {}
    def __getattr__(self, name):
        print("asked", name)
        return None
print(Picky().__reduce_ex__(2)[2:], Picky().__reduce_ex__(1)[2:])
class S(str): pass
class A:
    __slotnames__ = [S('spam')]
    def __getattr__(self, attr):
        if attr == 'spam':
            A.__slotnames__[:] = [S('spam')]
            return 42
        raise AttributeError
print(A().__reduce_ex__(2)[1:])
