# C++ code that iterates over a generator: list, set, sum, any and the like. What they do with an item
# is interleaved with the generator, may resume or close it, and sees the caller's frame.
import sys
def g(n, log):
    try:
        for i in range(n):
            log.append(i); yield i
    finally: log.append('end')
for f in (list, tuple, set, sum, any, all, sorted, max, min, dict.fromkeys, frozenset, bytes, bytearray):
    log=[]; print(f.__name__, f(g(4,log)), log)
# unhashable stops early
def h():
    try:
        yield 1; yield []; print("no")
    finally: print("closed")
try: set(h())
except TypeError as e: print(e)
# stop early: any
it=g(10,log:=[]); print(any(it), log, next(it), log)
it=iter(g(5,[])); print(sum(x for x in (1,2,2**60,1.5)), sum((x for x in (1,True,2**48-1,2**48,2**70))))
# reentrant
def r():
    yield 1
    try: list(me)
    except ValueError as e: print(e)
    yield 2
me=r(); print(list(me))
# nested
print([list(tuple(sum(z for z in range(y)) for y in range(x)) for x in range(4)) for _ in range(2)])
# raising in the generator: traceback
def bad():
    yield 1
    raise KeyError('x')
import traceback
try: list(bad())
except KeyError as e: print(repr(e), [(f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)])
class H:
    def __init__(s,n): s.n=n
    def __hash__(s):
        if s.n==2: raise RuntimeError('hash')
        return s.n
def hs():
    for i in range(5): yield H(i)
try: set(hs())
except RuntimeError as e: print(repr(e), [(f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)])
# sink that resumes the generator itself
class T:
    def __init__(s,n): s.n=n
    def __bool__(s):
        print('bool', s.n, next(gen).n); return False
def ts():
    for i in range(6): yield T(i)
gen=ts(); print(any(gen))
# sink finishing it
class C:
    def __bool__(s): gen.close(); return False
def cs():
    yield C(); print('never')
gen=cs(); print(any(gen))
def ret():
    yield 1
    return 5
print(list(ret()), sum(ret()))
def stop():
    yield 1
    raise StopIteration
try: list(stop())
except RuntimeError as e: print(repr(e), repr(e.__cause__))
print(sys._getframe().f_code.co_name)
def fr():
    f=sys._getframe(); yield f.f_back.f_code.co_name
def caller(): return list(fr())
print(caller())
def deep(n):
    if n: yield from list(deep(n-1))
    yield n
try: print(len(list(deep(50))))
except RecursionError as e: print(e)
try: print(len(list(deep(5000))))
except RecursionError as e: print('rec')
try:
    raise ValueError(1)
except ValueError:
    def exc():
        yield sys.exception()
        try: raise KeyError
        except KeyError: yield sys.exception()
        yield sys.exception()
    print([repr(x) for x in list(exc())])
    class B:
        def __bool__(s): print(repr(sys.exception())); return False
    def eb():
        yield B()
        try: raise KeyError
        except KeyError: yield B()
    any(eb())
def fin():
    try: yield 1; yield 2
    finally: print('fin')
any(fin())
print('after')
