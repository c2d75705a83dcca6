# Asks whether it is ready, and waits: the answer may come in between.
import threading

ready = False
wake = threading.Event()


def wait_for_it():
    if not ready:
        wake.clear()
        wake.wait()
    print("seen")


def make_ready():
    global ready
    ready = True
    wake.set()


threads = [threading.Thread(target=f) for f in (wait_for_it, make_ready)]
for t in threads:
    t.start()
for t in threads:
    t.join()
