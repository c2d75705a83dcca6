# When nobody can run and nothing is waited for outside, the main thread is told.
# args: --threads=fibers
import threading
import krait

event = threading.Event()
worker = threading.Thread(target=event.wait, daemon=True, name="worker")
worker.start()
try:
    worker.join()
except krait.DeadlockError as e:
    lines = str(e).splitlines()
    print(lines[0])
    print(sum(line.startswith("Thread ") for line in lines))
try:
    threading.Lock().acquire() and threading.Event().wait()
except krait.DeadlockError as e:
    print(str(e).splitlines()[0])
event.set()
worker.join()
a = threading.Lock()
a.acquire()
try:
    a.acquire()
except krait.DeadlockError as e:
    print(str(e).splitlines()[0])
# expect: all 2 threads wait, and nobody can wake them
# expect: 2
# expect: all 2 threads wait, and nobody can wake them
# expect: the only thread waits, and nobody can wake it
