# The tree of who waits for whom, on request and on a signal.
import asyncio, io, krait, os, re, signal
def shown(text):
    text = re.sub(r"object at 0x[0-9a-f]+", "object", text)
    text = re.sub(r"at (<frozen [\w.]+>):\d+", r"at \1", text)
    for line in text.replace(__file__, "FILE").splitlines():
        print(line.replace("Task.task_wakeup()", "..."))
lock = asyncio.Lock()
async def worker():
    async with lock:
        await asyncio.sleep(100)
async def gathers(tasks):
    await asyncio.gather(*tasks)
async def main():
    tasks = [asyncio.create_task(worker(), name=f"w{i}") for i in range(2)]
    last = asyncio.create_task(gathers(tasks), name="all")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    out = io.StringIO()
    krait.print_awaits(out)
    shown(out.getvalue())
    for task in tasks: task.cancel()
    try: await last
    except asyncio.CancelledError: pass
asyncio.run(main())
# expect: 4 tasks, 6 suspended frames
# expect: task Task-1, running
# expect: task all
# expect: └─ gathers at FILE:13
# expect:    └─ <_GatheringFuture pending cb=[...]>
# expect:       ├─ task w0
# expect:       │  └─ worker at FILE:11, in async with <asyncio.locks.Lock object [locked, waiters:1]> (line 10)
# expect:       │     └─ sleep at <frozen asyncio.tasks>
# expect:       │        └─ <Future pending cb=[...]>
# expect:       └─ task w1
# expect:          └─ worker at FILE:10
# expect:             └─ _ContextManagerMixin.__aenter__ at <frozen asyncio.locks>
# expect:                └─ Lock.acquire at <frozen asyncio.locks>
# expect:                   └─ <Future pending cb=[...]>
def deep(n):
    if n: yield from deep(n - 1)
    else: yield
g = deep(900)
next(g)
out = io.StringIO()
krait.print_awaits(out)
print(len(out.getvalue().splitlines()))  # expect: 902
g.close()
calls = []
krait._frames.print_awaits = lambda: calls.append(1)
krait.print_awaits_on_signal()
os.kill(os.getpid(), signal.SIGQUIT)
krait.print_awaits_on_signal(signal.SIGUSR1)
os.kill(os.getpid(), signal.SIGUSR1)
print(calls)  # expect: [1, 1]
