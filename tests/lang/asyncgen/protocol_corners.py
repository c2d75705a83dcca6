# Corners of coroutines and asynchronous generators driven by hand: states, hooks, protocols, cr_origin.
import sys, gc
def tr(f,*a):
    try: print('=', repr(f(*a)))
    except BaseException as e:
        print(type(e).__name__, e.args, repr(e.__context__), repr(e.__cause__))
class Aw:
    def __init__(s,v): s.v=v
    def __await__(s):
        r = yield s.v
        return ('ret',r)
def run(c, *vals):
    out=[]
    try:
        out.append(c.send(None))
        for v in vals: out.append(c.send(v) if not isinstance(v,BaseException) else c.throw(v))
    except BaseException as e: out.append((type(e).__name__, e.args))
    print(out)
async def ag():
    try:
        x = yield 1
        print('x',x)
        r = await Aw('w')
        print(r)
        yield 2
    finally:
        print('agfin'); await Aw('fin')
async def main():
    out=[]
    async for v in ag(): out.append(v)
    return out
run(main(),'A','B','C')
a=ag(); run(a.__anext__()); run(a.asend('hi'),'q'); run(a.__anext__(),'z'); run(a.__anext__()); run(a.__anext__())
a=ag(); run(a.__anext__()); run(a.athrow(ValueError('t')),'q'); run(a.__anext__()); run(a.aclose())
a=ag(); run(a.__anext__()); run(a.aclose(),'q'); run(a.__anext__()); run(a.aclose())
a=ag(); run(a.aclose()); run(a.__anext__()); run(a.athrow(ValueError))
a=ag(); run(a.athrow(ValueError('x'))); run(a.__anext__())
a=ag(); run(a.__anext__()); c=a.asend(1); print(c.send(None)); print(a.ag_running, a.ag_await is not None); tr(lambda: a.asend(2).send(None)); tr(lambda: a.aclose().send(None)); tr(lambda: a.athrow(ValueError).send(None)); tr(lambda: a.__anext__().throw(KeyError)); tr(lambda: c.throw(KeyError('in'))); tr(lambda: c.send(1)); print(a.ag_running)
async def ign():
    try: yield 1
    except GeneratorExit: yield 2
a=ign(); run(a.__anext__()); run(a.aclose())
async def ign2():
    try: yield 1
    finally:
        yield 3
a=ign2(); run(a.__anext__()); run(a.aclose()); run(a.__anext__())
async def rs(): 
    yield 1
    raise StopAsyncIteration(4)
async def rs2():
    yield 1
    raise StopIteration(4)
for f in rs,rs2:
    a=f(); run(a.__anext__()); run(a.__anext__()); run(a.__anext__())
async def anx():
    a=ag()
    print(await anext(a,'d'))
    await a.aclose()
    print(await anext(a,'d'))
    try: print(await anext(a))
    except StopAsyncIteration: print('SAI')
run(anx(),'1')
class AI:
    def __init__(s): s.n=0
    def __aiter__(s): return s
    async def __anext__(s):
        s.n+=1
        if s.n>3: raise StopAsyncIteration
        await Aw(('n',s.n))
        return s.n
async def comp():
    l=[x async for x in AI()]; s={x async for x in AI()}; d={x:x async for x in AI() if x>1}
    g=(x async for x in AI()); print(type(g).__name__)
    l2=[y async for y in g]
    l3=[await Aw(i) for i in range(2)]
    return l,s,d,l2,l3
run(comp(),*range(14))
class CM:
    async def __aenter__(s): print('enter'); await Aw('en'); return 5
    async def __aexit__(s,*a): print('exit',a[0]); await Aw('ex'); return s.sup
async def w(sup,exc):
    c=CM(); c.sup=sup
    async with c as v, CM2() as v2:
        print(v,v2)
        if exc: raise exc
    return 'done'
class CM2(CM):
    sup=False
run(w(True,None),1,2,3,4,5); run(w(True,ValueError('e')),1,2,3,4); run(w(False,ValueError('e')),1,2,3,4)
async def noawait():
    await 3
run(noawait())
async def bad():
    async for x in 3: pass
run(bad())
async def bad2():
    async with 3: pass
run(bad2())
class BadAI:
    def __aiter__(s): return s
    def __anext__(s): return 3
async def bad3():
    async for x in BadAI(): pass
run(bad3())
class BadAI2:
    def __aiter__(s): return 3
async def bad4():
    async for x in BadAI2(): pass
run(bad4())
hooks=[]
def fi(a): hooks.append('first'); 
def fz(a): hooks.append('final')
old=sys.get_asyncgen_hooks(); print(old)
sys.set_asyncgen_hooks(firstiter=fi, finalizer=fz)
a=ag(); a2=a.__anext__(); run(a2); del a2; del a; gc.collect(); print(hooks)
sys.set_asyncgen_hooks(*old)
a=ag(); run(a.__anext__()); del a
async def cr(): await Aw(1)
c=cr(); print(c.cr_running,c.cr_suspended,c.cr_await,c.cr_frame is not None, c.cr_origin); c.send(None); print(c.cr_await is not None, c.cr_suspended); tr(lambda: c.send(None)); tr(lambda: c.send(None)); tr(c.close)
c=cr(); w_=c.__await__(); print(type(w_)); print(next(w_)); tr(w_.send,3); tr(w_.close)
c=cr(); c.close(); tr(c.send,None)
c=cr(); tr(lambda: c.throw(ValueError('x'))); 
async def nest(c): return await c
c=cr(); n=nest(c); n.send(None); n2=nest(c); tr(n2.send,None); tr(n.throw,KeyError('k'))
sys.set_coroutine_origin_tracking_depth(2)
def mk(): return cr()
c=mk(); print([(x[1],x[2]) for x in c.cr_origin]); c.close(); sys.set_coroutine_origin_tracking_depth(0)
import types
@types.coroutine
def tc():
    x = yield 'tc'
    return x
async def utc(): return await tc()
run(utc(), 8)
def plain(): yield
async def badgen(): await plain()
run(badgen())
async def throw_in():
    try: await Aw('t')
    except ValueError as e: print('caught', e, e.__context__); return 'ok'
run(throw_in(), ValueError('v'))
async def agfor():
    async for x in ag2():
        print(x)
        if x==2: break
    print('broke')
async def ag2():
    try:
        for i in range(5): yield i
    finally: print('ag2 fin')
run(agfor())
print('end')
