import gc
class D:
    def __init__(s, n): s.n = n
    def __del__(s): print("~" + s.n)
def g(): 
    d = D("held by generator")
    me = yield
    yield
i = g(); next(i); i.send(i); del i; print("cycle"); gc.collect(); print("collected")
def f():
    d = D("in traceback cycle")
    try: raise ValueError
    except ValueError as e: err = e
f(); print("left f"); gc.collect(); print("end")
def closing():
    try: yield D("v")
    finally: print("finally in collected generator")
c = closing(); x = next(c); x.c = c; del x, c; print("before"); gc.collect()
