# Waits that look like deadlocks and are none.
import krait, signal, threading, time
# A lock released by another thread than its owner, after a while.
lock = threading.Lock()
lock.acquire()
threading.Timer(0.05, lock.release).start()
lock.acquire()
# Both wait for plain locks, and a third, asleep, will release one.
a, b = threading.Lock(), threading.Lock()
both = threading.Barrier(2)
def other():
    with b:
        both.wait()
        a.acquire()
def rescue():
    time.sleep(0.05)
    a.release()
t = threading.Thread(target=other); t.start()
threading.Thread(target=rescue).start()
a.acquire()
both.wait()
b.acquire()
t.join()
# An Event that a signal ends.
def end(number, frame):
    raise TimeoutError
signal.signal(signal.SIGALRM, end)
signal.setitimer(signal.ITIMER_REAL, 0.05)
try:
    threading.Event().wait()
except TimeoutError:
    print("ended")  # expect: ended
signal.setitimer(signal.ITIMER_REAL, 0.05)
waiting = threading.Event()
t = threading.Thread(target=waiting.wait); t.start()
try:
    t.join()
except TimeoutError:
    print("ended")  # expect: ended
waiting.set()
t.join()
