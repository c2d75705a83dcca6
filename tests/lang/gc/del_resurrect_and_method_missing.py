kept = []
class R:
    n = 0
    def __del__(s): R.n += 1; kept.append(s)
r = R(); del r; print(len(kept), R.n); kept.clear(); print(len(kept), R.n)
class Late: pass
l = Late(); Late.__del__ = lambda s: print("added later"); del l
m = Late(); m.__del__ = lambda: print("instance attribute ignored"); del m
class S:
    __slots__ = ("a", "b")
    def __del__(s): print("slots del", hasattr(s, "a"))
s = S(); s.a = 1; del s
class P(list):
    def __del__(s): print("list subclass", s)
p = P([1]); del p
class T:
    def __new__(c): raise ValueError
    def __del__(s): print("never")
try: T()
except ValueError: print("new failed")
class U:
    def __init__(s): raise ValueError
    def __del__(s): print("init failed but deleted")
try: U()
except ValueError: print("caught")
