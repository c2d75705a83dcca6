# Tasks, groups, timeouts, queues and locks; what the exception handler is told.
import asyncio, gc, contextvars
async def boom(): 1/0
async def main():
    loop=asyncio.get_running_loop()
    def h(l,c): print('HANDLER', c['message'], sorted(c))
    loop.set_exception_handler(h)
    t=asyncio.create_task(boom()); await asyncio.sleep(0); await asyncio.sleep(0)
    del t; gc.collect()
    f=loop.create_future()
    async def w(): await loop.create_future()
    t=asyncio.create_task(w(), name='ww'); await asyncio.sleep(0)
    print(repr(t)[:40], t.get_name(), len(asyncio.all_tasks()))
    t.cancel('msg')
    try: await t
    except asyncio.CancelledError as e: print('cancelled', e.args, t.cancelling(), t)
    q=asyncio.Queue(); q.shutdown()
    try: await q.get()
    except asyncio.QueueShutDown as e: print(repr(e))
    async for t in asyncio.as_completed([asyncio.sleep(0.01, 'a'), asyncio.sleep(0,'b')]): print(await t)
    loop.set_task_factory(asyncio.eager_task_factory)
    async def e(): print('eager', asyncio.current_task().get_name()); return 5
    t=loop.create_task(e(), name='E'); print(t.done(), t.result())
    async def e2(): await asyncio.sleep(0); print('e2', asyncio.current_task().get_name()); return 6
    t=loop.create_task(e2(), name='E2'); print(t.done(), await t)
    loop.set_task_factory(None)
    v=contextvars.ContextVar('v',default=0)
    async def cv(i):
        v.set(i); await asyncio.sleep(0); return v.get()
    print(await asyncio.gather(*[cv(i) for i in range(5)]), v.get())
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(boom()); tg.create_task(asyncio.sleep(10))
    except* ZeroDivisionError as eg: print(eg, eg.exceptions)
    try:
        async with asyncio.timeout(0.01) as tm: await asyncio.sleep(1)
    except TimeoutError as e: print(repr(e), repr(e.__cause__), tm)
    sem=asyncio.BoundedSemaphore(2)
    async def s(i):
        async with sem: await asyncio.sleep(0); return i
    print(await asyncio.gather(*map(s, range(6))), sem.locked())
    b=asyncio.Barrier(3)
    print(sorted(await asyncio.gather(*[b.wait() for _ in range(3)])))
    c=asyncio.Condition()
    async def cw():
        async with c: await c.wait(); return 'woken'
    ts=[asyncio.create_task(cw()) for _ in range(2)]; await asyncio.sleep(0)
    async with c: c.notify_all()
    print(await asyncio.gather(*ts))
    def badcb(): raise ValueError('bad')
    loop.call_soon(badcb); await asyncio.sleep(0)
    t=asyncio.create_task(asyncio.sleep(1)); 
    print(await asyncio.gather(asyncio.shield(asyncio.sleep(0,'s')), return_exceptions=True))
    class Y:
        def __await__(self): yield 5
    async def y(): await Y()
    try: await asyncio.create_task(y())
    except RuntimeError as e: print(str(e)[:40])
    fut=loop.create_future(); fut.set_exception(ValueError('zz'))
    try: await fut
    except ValueError as e: print(repr(e))
    async def nested():
        t=asyncio.current_task()
        t.cancel(); 
        try: await asyncio.sleep(0)
        except asyncio.CancelledError: print('unc', t.uncancel(), t.cancelling())
        return 1
    print(await asyncio.create_task(nested()))
    async def ag():
        try:
            yield 1; yield 2
        finally: print('ag closed')
    async for x in ag(): break
asyncio.run(main())
try: asyncio.run(3)
except ValueError as e: print(e)
h=asyncio.new_event_loop(); print(h.call_later(5, print, 1).cancelled(), h); h.close()
try: h.call_soon(print)
except RuntimeError as e: print(e)
