# Waiting in the main thread: signal handlers run, and the wait goes on unless one raises.
import _thread, signal, time
lock = _thread.allocate_lock()
lock.acquire()
calls = []
signal.signal(signal.SIGUSR1, lambda number, frame: calls.append(number == signal.SIGUSR1))
def helper(release):
    for _ in range(3):
        time.sleep(0.02)
        signal.pthread_kill(_thread._get_main_thread_ident(), signal.SIGUSR1)
    time.sleep(0.02)
    if release:
        lock.release()
handle = _thread.start_joinable_thread(lambda: helper(True))
lock.acquire()
handle.join()
print(calls)
class Stop(Exception): pass
def stop(number, frame): raise Stop
signal.signal(signal.SIGUSR1, stop)
def later():
    time.sleep(0.05)
    signal.pthread_kill(_thread._get_main_thread_ident(), signal.SIGUSR1)
for wait in (lock.acquire, lambda: time.sleep(5), lambda: lock.acquire(timeout=5)):
    handle = _thread.start_joinable_thread(later)
    try:
        wait()
    except Stop:
        print("stopped")
    handle.join()
def interrupt():
    time.sleep(0.02)
    _thread.interrupt_main()
handle = _thread.start_joinable_thread(interrupt)
try:
    while True:
        pass
except KeyboardInterrupt:
    print("interrupted")
handle.join()
def wrong():
    try:
        signal.signal(signal.SIGUSR1, stop)
    except ValueError as e:
        print(e)
_thread.start_joinable_thread(wrong).join()
