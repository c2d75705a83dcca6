"""The event loop of asyncio: what it watches, what it costs, and what stops it."""
import asyncio
import faulthandler
import os
import select
import socket
import sys
import tempfile
import threading
import time

sys.path.insert(1, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import claim  # noqa: E402


@claim.experiment("10", "The loop uses epoll (Linux) or kqueue (macOS) to monitor descriptors.",
                  section=1)
def what_epoll_takes(x):
    reader, writer = os.pipe()
    sockets = socket.socketpair()
    taken = {}
    with select.epoll() as poll, tempfile.TemporaryFile() as file:
        watched = {"pipe": reader, "socket": sockets[0].fileno(), "file": file.fileno()}
        for name, fd in watched.items():
            try:
                poll.register(fd, select.EPOLLIN)
                taken[name] = "taken"
            except PermissionError as error:
                taken[name] = f"refused, errno {error.errno}"
    for fd in (reader, writer):
        os.close(fd)
    for end in sockets:
        end.close()
    loop = asyncio.new_event_loop()
    selector = type(getattr(loop, "_selector", None)).__name__
    loop.close()
    x.measure("the loop's selector", selector)
    for name, answer in taken.items():
        x.measure(f"epoll and a {name}", answer)
    sockets_good = taken["pipe"] == taken["socket"] == "taken" and selector == "EpollSelector"
    x.criterion("the loop is on epoll, which takes pipes and sockets", sockets_good)
    x.criterion("a regular file is refused", taken["file"] == "refused, errno 1")
    x.verdict("right" if sockets_good else "wrong",
              "and for what can block only: epoll refuses a regular file", f"file: {taken['file']}")


@claim.experiment("11", "asyncio is single-threaded.", section=1)
def census_of_threads(x):
    async def census():
        before = claim.status("Threads")
        await asyncio.gather(*(asyncio.sleep(0.001) for _ in range(100)))
        tasks = claim.status("Threads")
        await asyncio.get_running_loop().getaddrinfo("127.0.0.1", 80)
        lookup = claim.status("Threads")
        names = [t.name for t in threading.enumerate() if t is not threading.main_thread()]
        return tasks - before, lookup - before, names
    tasks, lookup, names = asyncio.run(census())
    x.measure("system threads more, for 100 sleeping tasks", tasks)
    x.measure("system threads more, after getaddrinfo", lookup, ", ".join(names))
    x.criterion("tasks start none", tasks == 0)
    if lookup:
        x.verdict("imprecise", "tasks are; name lookups and to_thread run in threads of its "
                               "executor",
                  f"{lookup} thread, {names[0] if names else '?'}, for a lookup")
    else:
        x.verdict("right", "no thread was started", "0 threads")


SWITCHES = """
import asyncio, sys
sys.path[:0] = sys.argv[1:]
import claim

async def turns(count):
    for _ in range(count):
        await asyncio.sleep(0)

async def main():
    await asyncio.gather(turns(10), turns(10))
    start = claim.status("voluntary_ctxt_switches")
    await asyncio.gather(turns(50_000), turns(50_000))
    ready = claim.status("voluntary_ctxt_switches") - start
    start = claim.status("voluntary_ctxt_switches")
    for _ in range(20):
        await asyncio.sleep(0.002)
    print(ready, claim.status("voluntary_ctxt_switches") - start)

asyncio.run(main())
"""


@claim.experiment("12", "Zero OS context switching.", section=1)
def context_switches(x):
    folder = os.path.dirname(os.path.abspath(claim.__file__))
    ready, idle = map(int, claim.run_python(SWITCHES, folder).stdout.split())
    x.measure("voluntary context switches in 100 000 switches between ready tasks", ready)
    x.measure("voluntary context switches in 20 waits of an idle loop", idle)
    # Reading the figure is a system call or two, in which the system may schedule.
    between = x.criterion("none to speak of while tasks are ready", ready <= 20)
    if between and x.criterion("one or more for each wait of the idle loop", idle >= 20):
        x.verdict("imprecise", "none between ready tasks; an idle loop sleeps in the system",
                  f"{ready} in 100 000 task switches, {idle} in 20 waits")
    elif between:
        x.verdict("right", "none at all", ready)
    else:
        x.verdict("wrong", "the system switched between ready tasks", ready)


def gap_of_heartbeat(block, tick=0.01, beats=8):
    """The longest time between two beats of a task while another one calls `block`."""
    gaps = []

    async def heartbeat(stop):
        last = time.perf_counter()
        while not stop.is_set():
            await asyncio.sleep(tick)
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    async def main():
        stop = asyncio.Event()
        beating = asyncio.ensure_future(heartbeat(stop))
        await asyncio.sleep(beats * tick)
        await block()
        await asyncio.sleep(beats * tick)
        stop.set()
        await beating
    asyncio.run(main())
    return gaps


@claim.experiment("15", "A blocking call inside an `async def` halts the entire loop.", section=1)
def blocking_call(x):
    length = 0.3

    async def block():
        time.sleep(length)

    async def step_aside():
        await asyncio.to_thread(time.sleep, length)
    gaps = gap_of_heartbeat(block)
    blocked = x.measure("longest gap of a 10 ms heartbeat under time.sleep(0.3)", max(gaps) * 1000,
                        "ms")
    beats = len(gap_of_heartbeat(step_aside))
    x.measure("beats when the call is made in a thread", beats, f"(blocking: {len(gaps)})")
    x.plot("bars", "Heartbeat of 10 ms: gaps while another task blocks for 300 ms", unit="ms",
           bars=[[str(i + 1), gap * 1000] for i, gap in enumerate(gaps)])
    halted = x.criterion("the gap is the call's length or more", blocked >= length * 1000)
    x.criterion("in a thread the loop beats on: at least five times more", beats >= len(gaps) + 5)
    if halted:
        x.verdict("right", "nothing else runs until the call is over", f"a gap of {blocked:.0f} ms")
    else:
        x.verdict("wrong", "the loop went on", f"{blocked:.0f} ms")


async def stuck():
    time.sleep(0.25)  # the line that a watchdog must name


@claim.experiment("16", "Watchdog timers are required in production.", section=1)
def watchdog(x):
    """A thread that looks at the loop's thread while it is blocked, and so can say where."""
    expected = stuck.__code__.co_firstlineno + 1
    seen = []

    async def main():
        await asyncio.sleep(0.01)
        await stuck()
    loop_thread = threading.get_ident()

    def watch():
        time.sleep(0.12)
        frame = sys._current_frames().get(loop_thread)
        while frame:
            if frame.f_code is stuck.__code__:
                seen.append(frame.f_lineno)
            frame = frame.f_back
    watcher = threading.Thread(target=watch)
    watcher.start()
    with tempfile.TemporaryFile("w+") as file:
        faulthandler.dump_traceback_later(0.12, file=file)
        asyncio.run(main())
        faulthandler.cancel_dump_traceback_later()
        file.seek(0)
        named = f"line {expected} in stuck" in file.read()
    watcher.join()
    x.measure("the line that blocks", expected)
    x.measure("the line that a watching thread saw, while it blocked",
              seen[0] if seen else "none")
    x.measure("faulthandler.dump_traceback_later names it too", named)
    x.criterion("the watchdog sees the blocking line", seen == [expected])
    x.verdict("opinion", "advice, and it can be had: what blocks can be named while it blocks",
              f"line {seen[0] if seen else 'not seen'} of {expected}")


if __name__ == "__main__":
    claim.run()
