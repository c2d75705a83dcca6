def attempt(f):
    try: f()
    except BaseException as e: print(type(e).__name__, e, e.__cause__, repr(e.__context__))
def r1(): raise ValueError
def r2(): raise ValueError("x") from KeyError
def r3(): raise ValueError from KeyError("k")
def r4(): raise 5
def r5(): raise "text"
def r6(): raise
def r7(): raise ValueError from 5
def r8(): raise int
def r9(): raise None
def r10(): raise object()
def r11(): raise ValueError("v") from None
class NotExc(Exception):
    def __new__(cls): return 5
def r12(): raise NotExc
class NeedsArg(Exception):
    def __init__(self, a): super().__init__(a)
def r13(): raise NeedsArg
for f in (r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13): attempt(f)
