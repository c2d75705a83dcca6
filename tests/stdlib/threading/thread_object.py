# Thread objects: names, states, errors, hooks for exceptions.
import _thread, re, sys, threading, time, warnings
def show(thread):
    return re.sub(r"\d{4,}", "ID", repr(thread))
print(show(threading.main_thread()), threading.current_thread() is threading.main_thread())
go = threading.Event()
def work(): go.wait()
t = threading.Thread(target=work)
u = threading.Thread(target=work, name="second", daemon=True)
v = threading.Thread(name=7)
print(show(t), show(u), show(v), t.ident, t.native_id, t.is_alive())
for bad in (t.join, threading.current_thread().join):
    try:
        bad()
    except RuntimeError as e:
        print(e)
t.start(), u.start()
print(show(t), show(u), t.is_alive(), t.ident != u.ident, t.native_id != u.native_id)
print([x.name for x in threading.enumerate()], threading.active_count())
for code in ("t.start()", "t.daemon = True", "t.join('x')", "threading.Thread(group=1)"):
    try:
        exec(code)
    except (RuntimeError, TypeError, AssertionError) as e:
        print(type(e).__name__, e)
t.join(0.01)
print(t.is_alive())
go.set()
t.join(), u.join()
print(show(t), t.is_alive(), threading.active_count())
class Own(threading.Thread):
    def __init__(self): pass
for call in (lambda: Own().start(), lambda: Own().name):
    try:
        call()
    except (RuntimeError, AssertionError) as e:
        print(type(e).__name__, e)
def fail(): raise ValueError("thread fails")
old, seen = threading.excepthook, []
threading.excepthook = lambda args: seen.append((args.exc_type.__name__, str(args.exc_value), args.thread.name))
t = threading.Thread(target=fail, name="failing"); t.start(); t.join()
t = threading.Thread(target=sys.exit); t.start(); t.join()
print(seen)
threading.excepthook = threading.__excepthook__
class Out:
    def __init__(self): self.text = ""
    def write(self, s): self.text += s
    def flush(self): pass
sys.stderr = out = Out()
t = threading.Thread(target=fail, name="failing"); t.start(); t.join()
sys.stderr = sys.__stderr__
lines = out.text.splitlines()
print(lines[0], lines[-1])
def dummy():
    me = threading.current_thread()
    print(show(me), me.daemon, me.is_alive())
    try:
        me.join()
    except RuntimeError as e:
        print(e)
_thread.start_joinable_thread(dummy).join()
print(threading.active_count())
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    t.getName(), t.setName("x"), t.isDaemon(), threading.currentThread(), threading.activeCount()
    threading.RLock(1)
print(*(w.message for w in caught), sep="\n")
