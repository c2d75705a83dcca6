# Condition, Semaphore, Event, Barrier, Timer.
import re, threading, time
from threading import *
def show(x): return re.sub("0x[0-9a-f]+", "PLACE", repr(x))
c = Condition()
items, got = [], []
def consumer():
    with c:
        c.wait_for(lambda: items)
        got.append(items.pop())
threads = [Thread(target=consumer) for _ in range(3)]
for t in threads: t.start()
for i in range(3):
    with c:
        items.append(i)
        c.notify()
    time.sleep(0.01)
for t in threads: t.join()
print(sorted(got))
with c:
    print(c.wait(0.01), c.wait_for(lambda: 0, 0.02))
for call in (c.wait, c.notify):
    try:
        call()
    except RuntimeError as e:
        print(e)
print(show(Condition(Lock())))
s = Semaphore(2)
print(s.acquire(), s.acquire(), s.acquire(False), s.acquire(timeout=0.01), show(s))
s.release(2)
b = BoundedSemaphore(1)
for call in (b.release, lambda: b.release(0), lambda: Semaphore(-1), lambda: s.acquire(False, 1)):
    try:
        call()
    except ValueError as e:
        print(e)
with b: print(show(b))
e = Event()
print(show(e), e.is_set(), e.wait(0.01))
Timer(0.02, e.set).start()
print(e.wait(), show(e))
e.clear()
timer = Timer(5, print, ["never"]); timer.start(); timer.cancel(); timer.join()
barrier = Barrier(3, action=lambda: order.append("action"))
order, indexes = [], []
def meet():
    for _ in range(2):
        indexes.append(barrier.wait())
threads = [Thread(target=meet) for _ in range(3)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(indexes), order, show(barrier), barrier.parties, barrier.n_waiting)
def broken():
    try:
        barrier.wait()
    except BrokenBarrierError:
        order.append("broken")
t = Thread(target=broken); t.start()
while not barrier.n_waiting: time.sleep(0.001)
barrier.abort()
t.join()
print(order, barrier.broken, show(barrier))
barrier.reset()
print(barrier.broken)
try:
    barrier.wait(0.01)
except BrokenBarrierError as e:
    print(repr(e))
try:
    Barrier(0)
except ValueError as e:
    print(e)
r = threading._PyRLock()
with r, r: print(r._is_owned(), r._recursion_count(), show(r))
