# Many threads for a while: locks, queues, exceptions, collections, starts and ends. Nothing is lost.
# SOAK_SECONDS makes it longer.
import gc, os, queue, random, threading, time, weakref
SECONDS = float(os.environ.get("SOAK_SECONDS", 1))
end = time.monotonic() + SECONDS
counts = {"locked": 0, "items": 0, "raised": 0, "started": 0}
lock, condition = threading.Lock(), threading.Condition()
q, simple = queue.Queue(16), queue.SimpleQueue()
local = threading.local()
per_thread = []
alive = weakref.WeakSet()

class Node:
    def __init__(self):
        self.me = self
        alive.add(self)

def tally(name, mine):
    mine[name] = mine.get(name, 0) + 1

def locker(mine):
    with lock:
        counts["locked"] += 1
    tally("locked", mine)

def cycles(mine):
    Node().extra = [Node() for _ in range(3)]
    if random.random() < 0.01:
        gc.collect()

def raiser(mine):
    def deep(n):
        if n:
            return deep(n - 1)
        raise KeyError(n)
    try:
        deep(random.randrange(20))
    except KeyError:
        tally("raised", mine)

def starter(mine):
    done = []
    t = threading.Thread(target=done.append, args=(1,))
    t.start()
    t.join()
    assert done == [1]
    tally("started", mine)

def mover(mine):
    simple.put(1)
    assert simple.get() == 1

def waiter(mine):
    with condition:
        condition.wait(0.0005)
        condition.notify()

def keeper(mine):
    local.value = mine
    time.sleep(0)
    assert local.value is mine

def run(seed):
    mine = {}
    rng = random.Random(seed)
    while time.monotonic() < end:
        rng.choice([locker, cycles, raiser, mover, waiter, keeper, locker, starter])(mine)
    per_thread.append(mine)

def producer():
    n = 0
    while time.monotonic() < end:
        q.put(n)
        n += 1
    q.put(None)
    per_thread.append({"put": n})

def consumer():
    n = 0
    while q.get() is not None:
        n += 1
    per_thread.append({"got": n})

threads = [threading.Thread(target=run, args=(i,)) for i in range(int(os.environ.get("SOAK_THREADS", 24)))]
threads += [threading.Thread(target=f) for f in (producer, consumer)]
for t in threads: t.start()
for t in threads: t.join()
total = {}
for mine in per_thread:
    for name, n in mine.items():
        total[name] = total.get(name, 0) + n
print(total["locked"] == counts["locked"], total["put"] == total["got"], len(per_thread) == len(threads))
print(all(total.get(name, 0) > 0 for name in ("raised", "started", "locked")), simple.empty())
gc.collect()
print(len(alive), threading.active_count())
