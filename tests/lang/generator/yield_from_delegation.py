def inner():
    try:
        a = yield "i1"; print("inner got", a)
        b = yield "i2"; print("inner got", b)
    except ValueError as e: print("inner caught", e); yield "recovered"
    finally: print("inner finally")
    return "result"
def outer():
    r = yield from inner(); print("outer r", r)
    r2 = yield from [10, 20]; print("r2", r2)
    return "outer result"
o = outer(); print(next(o), o.gi_yieldfrom.__name__, o.send("A"), o.send("B"), next(o))
try: next(o)
except StopIteration as e: print(e.value)
o = outer(); next(o); print(o.throw(ValueError("v"))); o.close()
class It:
    def __iter__(s): return s
    def __next__(s): return 1
    def send(s, v): print("send", v); return v
    def throw(s, *a): print("throw", a); return "thrown"
    def close(s): print("close")
def d(): yield from It()
x = d(); print(next(x), x.send(5), x.throw(KeyError)); x.close()
def e(): yield from 5
try: next(e())
except TypeError as t: print(t)
def f(): x.y = yield from iter([1]); 
y = f(); next(y)
try: y.send(3)
except AttributeError as a: print(a)
