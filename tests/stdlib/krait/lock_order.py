# args: --check=lock-order
# Two locks taken in both orders, one after the other, so that nothing waits.
import threading
a, b, c = threading.Lock(), threading.RLock(), threading.Lock()
with a, b: pass
with b, a: pass
with a, c: pass
event = threading.Event()
threading.Timer(0.01, event.set).start()
event.wait()
print("end")
