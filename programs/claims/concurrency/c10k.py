"""C10K: what ten thousand waiting things cost, as asyncio tasks and as threads.

Sizes come from /proc; each measurement runs in a process of its own, so that none sees what another
left behind.
"""
import json
import os
import sys

sys.path.insert(1, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import claim  # noqa: E402

TASKS = """
import asyncio, json, sys
sys.path[:0] = sys.argv[2:]
import claim
count = int(sys.argv[1])

async def wait(event):
    await event.wait()

async def main():
    event = asyncio.Event()
    before = claim.status("VmRSS"), claim.status("VmSize"), claim.status("Threads")
    tasks = [asyncio.ensure_future(wait(event)) for _ in range(count)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    after = claim.status("VmRSS"), claim.status("VmSize"), claim.status("Threads")
    waiting = sum(not t.done() for t in tasks)
    event.set()
    for task in tasks:
        await task
    print(json.dumps([waiting] + [b - a for a, b in zip(before, after)]))

asyncio.run(main())
"""

THREADS = """
import json, sys, threading
sys.path[:0] = sys.argv[3:]
import claim
count = int(sys.argv[1])
threading.stack_size(int(sys.argv[2]))
event = threading.Event()
here = threading.Semaphore(0)

def wait():
    here.release()
    event.wait()

before = claim.status("VmRSS"), claim.status("VmSize"), claim.status("Threads")
threads = []
for _ in range(count):
    thread = threading.Thread(target=wait)
    try:
        thread.start()
    except RuntimeError:
        break
    threads.append(thread)
for _ in threads:
    here.acquire()
after = claim.status("VmRSS"), claim.status("VmSize"), claim.status("Threads")
event.set()
for thread in threads:
    thread.join()
print(json.dumps([len(threads)] + [b - a for a, b in zip(before, after)]))
"""


def probe(source, *arguments):
    """What a process of its own prints: waiting, resident kB, virtual kB, system threads more."""
    folder = os.path.dirname(os.path.abspath(claim.__file__))
    done = claim.run_python(source, *map(str, arguments), folder)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout)


@claim.experiment("13", "A task's memory footprint is extremely low compared to a thread's.",
                  section=1)
def memory_of_a_task(x):
    tasks, threads = 20_000, 200
    waiting, resident, virtual, _ = probe(TASKS, tasks)
    x.criterion(f"{tasks} tasks wait", waiting == tasks)
    task = x.measure("resident memory of a waiting task", resident / tasks, "KiB")
    started, resident, virtual, _ = probe(THREADS, threads, 0)
    x.criterion(f"{threads} threads wait", started == threads)
    thread = x.measure("resident memory of a waiting thread", resident / threads, "KiB")
    x.measure("virtual memory of a waiting thread", virtual / threads, "KiB")
    times = thread / task
    x.plot("bars", "Resident memory of something that waits", unit="KiB",
           bars=[["asyncio task", task], ["thread", thread]])
    if x.criterion("a thread takes at least three times a task's resident memory", times > 3):
        x.verdict("right", "in resident memory some ten times less; the thousands come from the "
                  "reserved stack, which is not memory in use",
                  f"{task:.1f} KiB a task, {thread:.1f} KiB a thread: {times:.0f} times")
    else:
        x.verdict("wrong", "a task takes as much as a thread", f"{times:.1f} times")


@claim.experiment("14", "OS threads reserve about 8 MB of stack.", section=1)
def stack_of_a_thread(x):
    points, kib = [], (256, 1024, 4096, 8192)
    for size in kib:
        count, resident, virtual, _ = probe(THREADS, 100, size * 1024)
        x.criterion(f"100 threads with stacks of {size} KiB wait", count == 100)
        points.append((size, virtual / count, resident / count))
        x.measure(f"with a stack of {size} KiB: virtual", virtual / count,
                  f"KiB (resident {resident / count:.3g})")
    count, resident, virtual, _ = probe(THREADS, 100, 0)
    default = x.measure("with the default stack: virtual", virtual / count / 1024, "MiB")
    x.plot("lines", "Memory of a thread, by the size of its stack", x="stack, KiB", y="KiB",
           log=True, series=[["virtual", [[s, v] for s, v, _ in points]],
                             ["resident", [[s, max(r, 0.1)] for s, _, r in points]]])
    small, large = points[0], points[-1]
    follows = (large[1] - small[1]) / (large[0] - small[0])
    x.measure("virtual KiB more for each KiB of stack", follows)
    x.criterion("virtual memory follows the stack size", 0.9 < follows < 1.1)
    if x.criterion("resident memory does not", abs(large[2] - small[2]) < small[0] / 4):
        x.verdict("imprecise", "reserved in addresses and set by the limits of the system; "
                               "resident "
                  "are a few pages", f"{default:.1f} MiB virtual, {large[2]:.0f} KiB resident")
    else:
        x.verdict("right", "a thread uses the stack it reserves", f"{large[2]:.0f} KiB resident")


@claim.experiment("9", "asyncio is superior to threads for high connection counts (C10K).",
                  section=1)
def ten_thousand(x):
    count = 10_000
    waiting, task_kb, task_virtual, task_threads = probe(TASKS, count)
    x.measure("tasks waiting", waiting, f"resident {task_kb / 1024:.0f} MiB, virtual "
              f"{task_virtual / 1024:.0f} MiB, system threads {task_threads}")
    wanted = count if claim.KRAIT else 1000
    if wanted < count:
        x.note("a thousand threads elsewhere than under Krait: the others may take minutes to "
               "start")
    try:
        started, thread_kb, thread_virtual, threads = probe(THREADS, wanted, 0)
    except RuntimeError as error:
        started, thread_kb, thread_virtual, threads = 0, 0, 0, 0
        x.note(f"threads: {error}")
    x.measure("threads waiting", started, f"resident {thread_kb / 1024:.0f} MiB, virtual "
              f"{thread_virtual / 1024:.0f} MiB, system threads {threads}")
    x.criterion("ten thousand tasks wait in one thread", waiting == count and task_threads == 0)
    # A machine may allow fewer threads: that too is an answer.
    each = thread_kb / started if started else float("inf")
    if x.criterion("a thread takes twice a task's memory, or threads are refused",
                   started < wanted or each > 2 * task_kb / count):
        x.verdict("right", "by memory and by the limits on threads; how fast it serves is another "
                  "question", f"{task_kb / 1024:.0f} MiB for {waiting} tasks, "
                  f"{thread_kb / 1024:.0f} MiB for {started} threads")
    else:
        x.verdict("wrong", "ten thousand threads are as cheap", f"{each:.1f} KiB a thread")


if __name__ == "__main__":
    claim.run()
