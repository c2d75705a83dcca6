# SemLock, under multiprocessing's locks: kinds, counts, what it refuses, across a fork.
import os
from _multiprocessing import SemLock, sem_unlink

def failure(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"

name = "/krait-test-%d" % os.getpid()
mutex = SemLock(0, 1, 1, name, True)
with mutex, mutex:
    print(mutex._count(), mutex._is_mine(), mutex._is_zero())
print(failure(mutex.release))
semaphore = SemLock(kind=1, value=2, maxvalue=2, name=name, unlink=False)
print(semaphore.acquire(), semaphore.acquire(), semaphore.acquire(False))
print(semaphore.acquire(timeout=0.01), semaphore.kind, semaphore.maxvalue)
pid = os.fork()
if pid == 0:
    semaphore.release()
    os._exit(0)
print(os.waitpid(pid, 0)[1], semaphore._get_value())
print(semaphore.release(), failure(semaphore.release))
other = SemLock._rebuild(0, 1, 2, name)
print(other.acquire(), semaphore._get_value())
print(sem_unlink(name), failure(sem_unlink, name))
print(failure(SemLock, 5, 1, 1, name, True), SemLock.SEM_VALUE_MAX > 1000)
