class Data:
    def __get__(s, o, t=None): return "data-get", o is None
    def __set__(s, o, v): o.__dict__["log"] = v
class Non:
    def __get__(s, o, t=None): return "non-get", t.__name__
class A: d = Data(); n = Non()
a = A(); print(a.d, A.d, a.n, A.n); a.d = 5; print(vars(a), a.d); a.__dict__["d"] = 1; print(a.d)
a.n = 7; print(a.n, A.n); del a.n; print(a.n)
try: del a.d
except AttributeError as e: print(e)
class SetOnly:
    def __set__(s, o, v): raise AttributeError("read only")
class B: s = SetOnly()
b = B(); print(type(b.s).__name__)
try: b.s = 1
except AttributeError as e: print(e)
b.__dict__["s"] = "direct"; print(b.s)
A.d = "replaced"; print(a.d)
