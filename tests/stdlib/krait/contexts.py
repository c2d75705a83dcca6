# The ledger of with-blocks: entered, exit called, completed, raised, and what is open and why.
import asyncio, contextlib, krait, threading
def show(c):
    for s in c.sites:
        print(s.function, s.line, s.is_async, s.entered, s.called, s.completed, s.raised, s.lost)
    for o in c.open:
        print(o.function, o.line, o.manager, o.why, o.exiting)
lock = threading.Lock()
class Bad:
    def __enter__(self): raise ValueError
    def __exit__(self, *_): pass
class Fails:
    def __enter__(self): pass
    def __exit__(self, *_): raise ValueError
def plain():
    for _ in range(3):
        with lock: pass
def bad():
    with contextlib.suppress(ValueError):
        with Bad(): pass
def fails():
    with contextlib.suppress(ValueError):
        with Fails(): pass
def gen():
    with lock:
        yield
async def coroutine():
    async with asyncio.timeout(1):
        await asyncio.sleep(0)
krait.start_contexts()
plain(); bad(); fails()
show(krait.stop_contexts())
# expect: plain 17 False 3 3 3 0 0
# expect: bad 19 False 1 1 1 0 0
# expect: fails 22 False 1 1 1 0 0
# expect: fails 23 False 1 1 1 1 0
krait.start_contexts()
g = gen(); next(g)
show(krait.contexts())
# expect: gen 25 False 1 0 0 0 0
# expect: gen 25 lock suspended frame False
g.close()
g = gen(); next(g)
l = [g]; l.append(l); del g
def inside():
    with contextlib.nullcontext():
        show(krait.contexts())
inside()
# expect: gen 25 False 2 1 1 0 0
# expect: inside 46 False 1 0 0 0 0
# expect: gen 25 lock suspended frame in a cycle False
# expect: inside 46 nullcontext running False
l[0].close(); del l
ready, done = threading.Event(), threading.Event()
def waits():
    with lock:
        ready.set()
        done.wait()
t = threading.Thread(target=waits, daemon=True)
t.start(); ready.wait()
for o in krait.contexts().open:
    if o.function == "waits": print(o.manager, o.why)  # expect: lock daemon thread
done.set(); t.join()
krait.start_contexts()
asyncio.run(coroutine())
for s in krait.stop_contexts().sites:
    if s.function == "coroutine": print(s.is_async, s.entered, s.called, s.completed)
# expect: True 1 1 1
print(krait.stop_contexts())  # expect: None
try: krait.contexts()
except RuntimeError as e: print(str(e)[:37])  # expect: there is no ledger of with-blocks: st
