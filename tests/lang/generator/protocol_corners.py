# Corners of the generator protocol: states, delegation, handled exceptions, finalisation.
import sys, gc
def tr(f,*a):
    try: print('=', repr(f(*a)))
    except BaseException as e:
        print(type(e).__name__, e.args, repr(e.__context__), repr(e.__cause__))
def g():
    try:
        x = yield 1
        print('got', x)
        yield x
    finally:
        print('fin')
    return 9
a=g(); tr(a.send,3); tr(next,a); tr(a.send,5); tr(next,a); tr(next,a); tr(a.close)
a=g(); tr(a.throw,KeyError('k')); tr(next,a)
a=g(); next(a); tr(a.throw,KeyError('k')); tr(a.throw,KeyError)
a=g(); next(a); tr(a.close); tr(a.close); tr(next,a)
def ig():
    while True:
        try: yield 1
        except GeneratorExit: pass
        finally: pass
        break
    yield 2
a=ig(); next(a); tr(a.close)
def ret():
    try: yield 1
    except GeneratorExit: return 5
a=ret(); next(a); tr(a.close)
def h():
    try: raise ValueError('in')
    except ValueError:
        print(repr(sys.exception())); yield 1; print(repr(sys.exception()))
        try: yield 2
        except KeyError as e: print(repr(e.__context__))
    print(repr(sys.exception())); yield 3
a=h()
try: raise TypeError('outer')
except TypeError:
    print(next(a)); print(repr(sys.exception()))
print(repr(sys.exception())); print(next(a)); print(a.throw(KeyError('z'))); 
def sub():
    r = yield 'a'
    print('sub', r)
    try: yield 'b'
    except ValueError as e: print('sub caught', e); yield 'c'
    return 'result'
def outer():
    r = yield from sub()
    print('r', r)
    return r
a=outer(); tr(next,a); print(a.gi_yieldfrom); tr(a.send,7); tr(a.throw,ValueError('v')); tr(next,a); print(a.gi_frame, a.gi_running, a.gi_suspended)
class It:
    def __iter__(s): return s
    def __next__(s): return 1
    def send(s,v): print('send',v); return 2
    def throw(s,*a): print('throw',a); raise StopIteration('thrown')
    def close(s): print('closed')
def o2():
    r=yield from It()
    print('r',r); yield r
a=o2(); tr(next,a); tr(a.send,3); tr(a.throw,KeyError); a=o2(); next(a); tr(a.close)
a=o2(); next(a); tr(a.throw, GeneratorExit); 
def rec():
    yield next(me)
me=rec(); tr(next,me)
def e(): 
    yield 1
    raise ZeroDivisionError
def it():
    for x in e(): print(x)
tr(it)
def deep(n):
    if n: yield from deep(n-1)
    else: yield 'bottom'
tr(lambda: list(deep(200))); 
def deeper(n):
    for x in deeper(n+1): yield x
try: list(deeper(0))
except RecursionError as ee: print('RecursionError')
def stop(): 
    next(iter([])); yield
tr(lambda: list(stop()))
def stop2():
    raise StopIteration(3)
    yield
tr(lambda: [x for x in stop2()])
class D:
    def __init__(s,n): s.n=n
    def __del__(s): print('del',s.n)
def keep():
    d=D('local')
    for x in [D('tmp')]: 
        yield x
    yield 2
a=keep(); next(a); del a; print('--')
def cyc():
    me2 = yield
    d=D('cyc')
    try: yield me2
    finally: print('cyc fin')
a=cyc(); next(a); a.send(a); del a; gc.collect(); print('--')
res=[]
def resur():
    try: yield
    finally: res.append(sys._getframe().f_code.co_name)
a=resur(); next(a); del a; print(res)
def argg(a,b=2,*c,d=4,**e): yield (a,b,c,d,e)
tr(lambda: next(argg(1,3,5,d=6,z=1)))
tr(lambda: argg())
ge=(x*y for x in range(3) for y in range(3)); print(list(ge), ge)if 0 else print(list(ge))
print(argg(1).__name__, argg.__qualname__, argg(1).__qualname__); x=argg(1); x.__name__='zz'; print(repr(x)[:25]); tr(lambda: setattr(x,'__name__',3))
class Throwy:
    def __iter__(s): return s
    def __next__(s): raise KeyError('it')
def y2():
    try: yield from Throwy()
    except KeyError as e: yield e.args
tr(lambda: list(y2()))
def f_ctx():
    try:
        yield
    except Exception as e:
        raise RuntimeError('new') from None
a=f_ctx(); next(a); tr(a.throw, ValueError('orig'))
def loopret():
    for i in range(3):
        try: yield i
        finally: print('f',i)
for v in loopret():
    if v==1: break
print('after')
print(sum(x for x in loopret()))
a,b,c=loopret(); print(a,b,c)
print([*loopret()], max(loopret()), dict(zip(loopret(),'abc')))
