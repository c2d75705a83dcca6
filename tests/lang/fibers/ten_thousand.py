# Ten thousand threads live together.
# args: --threads=fibers
import threading
import krait

gate = threading.Event()
counts = []

def work(i):
    gate.wait()
    counts.append(i)

threads = [threading.Thread(target=work, args=(i,)) for i in range(10_000)]
for t in threads:
    t.start()
print(krait.threads.scheduler()["fibers"], len(counts))
gate.set()
for t in threads:
    t.join()
print(sorted(counts) == list(range(10_000)), counts != sorted(counts))
print(krait.threads.scheduler()["fibers"], krait.threads.scheduler()["fibers_max"])
# expect: 10001 0
# expect: True True
# expect: 1 10001
