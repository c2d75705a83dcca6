# A function's entry is a safepoint: recursion without a loop can be interrupted and switched.
import _thread, signal, time
done = False
def grow(n):
    return n if n < 2 or done else grow(n - 1) + grow(n - 2)
def stop(number, frame):
    global done
    done = True
signal.signal(signal.SIGALRM, stop)
signal.setitimer(signal.ITIMER_REAL, 0.02)
grow(80)
print(done)  # expect: True
done = False
def other():
    global done
    done = True
_thread.start_new_thread(other, ())
grow(80)
print(done)  # expect: True
class Stop(Exception): pass
def fail(number, frame): raise Stop
signal.signal(signal.SIGALRM, fail)
class Deep:
    def __init__(self, n):
        if n: Deep(n - 1), Deep(n - 1)
done = False
signal.setitimer(signal.ITIMER_REAL, 0.02)
try:
    Deep(80)
except Stop:
    print("stopped")  # expect: stopped
