# Python: keywords of a call and of a class pattern keep their names inside a class.
def g(*a, **k): return k
class A:
    __match_args__ = ()
    def f(self, **e): return g(__x=1), g(*(), __x=1), g(**e, __y=2), self.m(__z=1)
    def m(self, *a, **k): return k
    def pattern(self):
        class Other: pass
        other = Other()
        setattr(other, "__x", "plain"); setattr(other, "_A__x", "mangled")
        match other:
            case Other(__x=x): return x
print(A().f(__q=1))  # expect: ({'__x': 1}, {'__x': 1}, {'__q': 1, '__y': 2}, {'__z': 1})
print(A().pattern())  # expect: plain
