# Who waits for whom, and exceptions for other threads.
import krait, threading, time
lock = threading.Lock()
def wait():
    with lock: pass
with lock:
    t = threading.Thread(target=wait); t.start()
    while not (waits := krait.threads.waits()): time.sleep(0.001)
    print(waits == [(t.ident, lock, threading.get_ident())])  # expect: True
t.join()
print(krait.threads.waits())  # expect: []
seen = []
def spin():
    try:
        while True: pass
    except KeyError as e:
        seen.append(repr(e))
t = threading.Thread(target=spin); t.start()
print(krait.threads.raise_in(t.ident, KeyError("here")))  # expect: True
t.join()
print(seen)  # expect: ["KeyError('here')"]
for args in [(1, KeyError), (threading.get_ident(), 5)]:
    try:
        krait.threads.raise_in(*args)
    except (ValueError, TypeError) as e:
        print(e)
# expect: no thread has the identifier 1
# expect: exceptions must derive from BaseException
print(krait.threads.deadlock)  # expect: error
krait.threads.deadlock = "warn"
