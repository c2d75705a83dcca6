# Reentrant locks belong to a thread.
import _thread
lock = _thread.RLock()
with lock, lock:
    print(lock._is_owned(), lock._recursion_count())
    seen = []
    def other():
        seen.append((lock.acquire(False), lock.acquire(timeout=0.01), lock._is_owned(), lock._recursion_count()))
        try:
            lock.release()
        except RuntimeError as e:
            seen.append(str(e))
    _thread.start_joinable_thread(other).join()
    print(seen)
    state = lock._release_save()
    _thread.start_joinable_thread(lambda: seen.append(lock.acquire(False)) or lock.release()).join()
    print(seen[-1], lock._is_owned())
    lock._acquire_restore(state)
    print(lock._is_owned(), lock._recursion_count())
try:
    lock.release()
except RuntimeError as e:
    print(e)
try:
    lock._acquire_restore(3)
except TypeError as e:
    print(e)
