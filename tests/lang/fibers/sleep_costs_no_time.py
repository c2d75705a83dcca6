# An hour of sleep in several threads ends at once, in the order of the clock.
# args: --threads=fibers,seed=3
import threading
import time

def work(name, seconds):
    for _ in range(3):
        time.sleep(seconds)
    print(name, round(time.monotonic() - begin))

begin = time.monotonic()
threads = [threading.Thread(target=work, args=(f"t{s}", s)) for s in (400, 1200, 100)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(round(time.monotonic() - begin), threading.Event().wait(3600), round(time.monotonic() - begin))
# expect: t100 300
# expect: t400 1200
# expect: t1200 3600
# expect: 3600 False 7200
