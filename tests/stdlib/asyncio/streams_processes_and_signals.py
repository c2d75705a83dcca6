# Streams over TCP, a process, a signal's handler, a thread.
import asyncio, os, signal
async def f(x):
    await asyncio.sleep(0.01); return x*2
async def main():
    print(await asyncio.gather(*[f(i) for i in range(5)]))
    try:
        await asyncio.wait_for(asyncio.sleep(5), 0.02)
    except asyncio.TimeoutError as e: print('timeout', repr(e))
    async with asyncio.TaskGroup() as tg:
        t1=tg.create_task(f(1)); t2=tg.create_task(f(2))
    print(t1.result(), t2.result())
    async with asyncio.timeout(1): await f(1)
    q=asyncio.Queue(2)
    async def prod():
        for i in range(5): await q.put(i)
        await q.put(None)
    async def cons():
        r=[]
        while (x:=await q.get()) is not None: r.append(x)
        return r
    print((await asyncio.gather(prod(),cons()))[1])
    async def handle(r,w):
        while d:=await r.readline():
            w.write(d.upper()); await w.drain()
        w.close()
    s=await asyncio.start_server(handle,'127.0.0.1',0)
    port=s.sockets[0].getsockname()[1]
    r,w=await asyncio.open_connection('127.0.0.1',port)
    for i in range(3):
        w.write(b'hello %d\n'%i); print(await r.readline())
    w.close(); await w.wait_closed(); s.close(); await s.wait_closed()
    p=await asyncio.create_subprocess_exec('/bin/echo','hi',stdout=asyncio.subprocess.PIPE)
    out,_=await p.communicate(); print(out,p.returncode)
    loop=asyncio.get_running_loop()
    ev=asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, ev.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    await ev.wait(); print('signal')
    print(await asyncio.to_thread(lambda: 42))
asyncio.run(main())
