# Signals and exceptions of other threads wait for the end of a masked section.
import krait, os, signal, threading, time
steps = []
def raise_interrupt():
    with krait.masked():
        os.kill(os.getpid(), signal.SIGINT)
        with krait.masked():
            time.sleep(0.01)
        for i in range(3): steps.append(i)
    for i in range(100): steps.append("late")
try: raise_interrupt()
except KeyboardInterrupt: print(steps)  # expect: [0, 1, 2]
class Stop(Exception): pass
def worker():
    try:
        with krait.masked():
            ready.set()
            while not sent.is_set(): pass
            out.append("whole")
        while True: pass
    except Stop: out.append("stopped")
out, ready, sent = [], threading.Event(), threading.Event()
t = threading.Thread(target=worker)
t.start(); ready.wait()
krait.threads.raise_in(t.ident, Stop)
sent.set(); t.join()
print(out)  # expect: ['whole', 'stopped']
class Manager:
    def __enter__(self): pass
    def __exit__(self, *_):
        os.kill(os.getpid(), signal.SIGINT)
        for i in range(3): steps.append(i)
for what in "none", "exit":
    krait.mask_with(what)
    steps.clear()
    try:
        with Manager(): pass
        while True: pass
    except KeyboardInterrupt: print(what, steps)
# expect: none []
# expect: exit [0, 1, 2]
