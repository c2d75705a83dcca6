# Threads that wait for each other: an error in the main thread, which says what each waits for.
import krait, re, threading, time
def cross(make, daemon):
    a, b = make(), make()
    both = threading.Barrier(2)
    def other():
        with b:
            both.wait()
            with a:
                pass
    t = threading.Thread(target=other, name="other", daemon=daemon)
    t.start()
    with a:
        both.wait()
        with b:
            pass
    t.join()
for make in (threading.RLock, threading.Lock):
    try:
        cross(make, False)
    except krait.DeadlockError as e:
        text = re.sub(r"\d{6,}", "ID", re.sub("0x[0-9a-f]+", "PLACE", str(e)))
        for line in sorted(text.splitlines()):
            if not line.startswith("  "):
                print(line)
# expect: 2 threads wait for each other
# expect: Thread MainThread (ID) waits for <locked _thread.RLock object owner=ID count=1 at PLACE>, which thread other (ID) has taken
# expect: Thread other (ID) waits for <locked _thread.RLock object owner=ID count=1 at PLACE>, which thread MainThread (ID) has taken
# expect: 2 threads wait for each other
# expect: Thread MainThread (ID) waits for <locked _thread.lock object at PLACE>, which thread other (ID) has taken
# expect: Thread other (ID) waits for <locked _thread.lock object at PLACE>, which thread MainThread (ID) has taken
print(isinstance(krait.DeadlockError("x"), RuntimeError))  # expect: True
while threading.active_count() > 1: time.sleep(0.001)
# Two threads that have stopped each other, and a main thread that waits for one of them.
def pair():
    a, b = threading.RLock(), threading.RLock()
    both = threading.Barrier(2)
    def run(first, second):
        with first:
            both.wait()
            second.acquire()
    return [threading.Thread(target=run, args=args, daemon=True) for args in ((a, b), (b, a))]
threads = pair()
try:
    for t in threads: t.start()
    for t in threads: t.join()
except krait.DeadlockError as e:
    print(str(e).splitlines()[0])
# expect: 2 threads wait for each other
