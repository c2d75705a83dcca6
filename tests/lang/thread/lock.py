# Locks: waiting, timeouts, and release by another thread.
import _thread, time
lock = _thread.allocate_lock()
print(lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(True, 0.01))
order = []
def waiter(n):
    with lock:
        order.append(n)
handles = []
for n in range(3):
    handles.append(_thread.start_joinable_thread(lambda n=n: waiter(n)))
    time.sleep(0.02)
order.append("main")
lock.release()
for handle in handles:
    handle.join()
print(order, lock.locked())
_thread.start_joinable_thread(lock.acquire).join()
print(lock.locked())
lock.release()
try:
    lock.release()
except RuntimeError as e:
    print(e)
for keywords in [{"timeout": 1e100}, {"timeout": float("nan")}, {"timeout": -2},
                 {"blocking": False, "timeout": 2}, {"timeout": 2**70}, {"timeout": "a"}]:
    try:
        print(lock.acquire(**keywords))
    except (ValueError, OverflowError, TypeError) as e:
        print(type(e).__name__, e)
