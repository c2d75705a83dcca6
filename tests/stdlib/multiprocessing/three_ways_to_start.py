# Pools, queues, shared memory, managers, pipes, locks: with fork, spawn and forkserver.
import multiprocessing as mp, sys, os, time
from multiprocessing import shared_memory, managers

def square(x): return x*x
def worker(q, out, name):
    while (item := q.get()) is not None:
        out.put((name, item*item))
def add(shm_name, n):
    shm = shared_memory.SharedMemory(name=shm_name)
    shm.buf[n] = n+1
    shm.close()
def incr(v, lock, n):
    for _ in range(n):
        with lock: v.value += 1
def put(d, l, k): d[k]=k*k; l.append(k)
def boom(): raise ValueError("child")
def fail(): sys.exit(3)
def pipe_end(c): c.send(["hello", os.getpid()!=os.getppid()]); print(c.recv()); c.close()
class Counter:
    def __init__(self): self.n=0
    def up(self): self.n+=1; return self.n
class M(managers.BaseManager): pass
M.register('Counter', Counter)
def use(c):
    for _ in range(10): c.up()
def barrier(b, ev, q):
    ev.wait(); b.wait(); q.put(1)

if __name__ == "__main__":
    getattr(sys, "_xoptions", {}).pop("showrefcount", None)  # children would tell theirs
    for method in ("fork","spawn","forkserver"):
        ctx = mp.get_context(method)

        with ctx.Pool(2) as p:
            print(p.map(square, range(10)), list(p.imap_unordered(square, [3])), p.apply_async(square,(9,)).get(), p.starmap(pow,[(2,3)]))
            try: p.apply(boom)
            except ValueError as e: print("pool", e)
        q, out = ctx.Queue(), ctx.Queue()
        ps=[ctx.Process(target=worker, args=(q,out,f"w{i}")) for i in range(2)]
        for p in ps: p.start()
        for i in range(10): q.put(i)
        for p in ps: q.put(None)
        print(sorted(out.get()[1] for _ in range(10)))
        for p in ps: p.join(); assert p.exitcode==0
        shm=shared_memory.SharedMemory(create=True,size=16)
        ps=[ctx.Process(target=add,args=(shm.name,i)) for i in range(3)]
        for p in ps: p.start()
        for p in ps: p.join()
        print(bytes(shm.buf[:4])); shm.close(); shm.unlink()
        v,lock=ctx.Value('i',0),ctx.Lock()
        ps=[ctx.Process(target=incr,args=(v,lock,500)) for i in range(3)]
        for p in ps: p.start()
        for p in ps: p.join()
        print(v.value)
        with ctx.Manager() as m:
            d,l=m.dict(),m.list()
            ps=[ctx.Process(target=put,args=(d,l,i)) for i in range(3)]
            for p in ps: p.start()
            for p in ps: p.join()
            print(sorted(d.items()), sorted(l), m.Namespace())
        p=ctx.Process(target=fail); p.start(); p.join(); print(p.exitcode, p.name.split('-')[0])
        a,b=ctx.Pipe()
        p=ctx.Process(target=pipe_end,args=(b,)); p.start(); print(a.recv()); a.send("bye"); p.join()
        m=M(ctx=ctx); m.start(); c=m.Counter()
        ps=[ctx.Process(target=use,args=(c,)) for i in range(2)]
        for p in ps: p.start()
        for p in ps: p.join()
        print(c.up()); m.shutdown()
        bar,ev,q=ctx.Barrier(3),ctx.Event(),ctx.Queue()
        ps=[ctx.Process(target=barrier,args=(bar,ev,q)) for i in range(3)]
        for p in ps: p.start()
        ev.set(); print([q.get() for _ in ps])
        for p in ps: p.join()
        p=ctx.Process(target=time.sleep,args=(100,)); p.start(); p.terminate(); p.join(); print(p.exitcode, p.is_alive())
        arr=ctx.Array('d',[1,2,3]); print(arr[:]); s=ctx.BoundedSemaphore(1); s.acquire(); s.release()
        try: s.release()
        except ValueError as e: print(e)
        from concurrent.futures import ProcessPoolExecutor
        with ProcessPoolExecutor(2, mp_context=ctx) as ex: print(list(ex.map(square, range(5), chunksize=2)))
        sys.stdout.flush()
