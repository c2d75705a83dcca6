# _thread: threads start, run under the GIL, and can be joined.
import _thread
results = []
def work(n, *, scale=1):
    for i in range(1000):
        results.append(n * scale)
done = [_thread.allocate_lock() for _ in range(3)]
def run(lock, n, scale):
    with lock_of_all:
        pass
    work(n, scale=scale)
    lock.release()
lock_of_all = _thread.allocate_lock()
lock_of_all.acquire()
for i, lock in enumerate(done):
    lock.acquire()
    ident = _thread.start_new_thread(run, (lock, i), {"scale": 10})
    assert isinstance(ident, int) and ident != _thread.get_ident()
lock_of_all.release()
for lock in done:
    lock.acquire()
print(len(results), {n: results.count(n) for n in sorted(set(results))})
handle = _thread.start_joinable_thread(lambda: work(7), daemon=False)
handle.join()
print(handle.is_done(), results.count(7))
handle.join(0)
try:
    _thread.start_joinable_thread(print, handle=handle)
except RuntimeError as e:
    print(e)
