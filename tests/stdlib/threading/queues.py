# queue, with SimpleQueue, and pools of concurrent.futures.
import _queue, queue, threading, time
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
q = queue.Queue(2)
got = []
def consume():
    while (item := q.get()) is not None:
        got.append(item)
        q.task_done()
    q.task_done()
t = threading.Thread(target=consume); t.start()
for i in range(50): q.put(i)
q.put(None)
q.join(); t.join()
print(got == list(range(50)), q.empty())
try:
    q.get(timeout=0.01)
except queue.Empty as e:
    print(repr(e))
s = queue.SimpleQueue()
print(type(s), s.qsize(), s.empty(), queue.Empty is _queue.Empty)
s.put(1), s.put_nowait(2), s.put(item=3, block=False, timeout=1)
print(s.get(), s.get(False), s.get_nowait(), s.qsize())
for call in (s.get_nowait, lambda: s.get(timeout=0.01), lambda: s.get(timeout=-1), lambda: s.get(False, -1)):
    try:
        print(call())
    except (queue.Empty, ValueError) as e:
        print(type(e).__name__, e)
def later():
    time.sleep(0.02)
    s.put("late")
threads = [threading.Thread(target=later) for _ in range(2)]
for t in threads: t.start()
print(s.get(), s.get(timeout=5))
for t in threads: t.join()
with ThreadPoolExecutor(3) as pool:
    print(list(pool.map(pow, [2, 3, 4], [5, 2, 1])))
    futures = [pool.submit(divmod, 7, n) for n in (2, 0)]
    wait(futures)
    print(futures[0].result(), repr(futures[1].exception()))
    print(sorted(f.result() for f in as_completed([pool.submit(abs, -n) for n in range(5)])))
print(len([t for t in threading.enumerate()]))
