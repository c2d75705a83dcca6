# Stacks of threads: on demand, on a signal, and after a time.
import _thread, faulthandler, os, re, signal, time
def show(name):
    with open(name) as f:
        print(re.sub('"[^"]*/', '"', re.sub("0x[0-9a-f]+", "ID", f.read())))
def inner(f, **keywords): faulthandler.dump_traceback(f, **keywords)
with open("now", "w") as f:
    inner(f, all_threads=False)
show("now")
ready, leave = _thread.allocate_lock(), _thread.allocate_lock()
ready.acquire(), leave.acquire()
def other():
    ready.release()
    leave.acquire()
handle = _thread.start_joinable_thread(other)
ready.acquire()
while leave.acquire(False): pass
time.sleep(0.02)
with open("all", "w") as f:
    inner(f)
show("all")
calls = []
signal.signal(signal.SIGUSR1, lambda number, frame: calls.append(number))
with open("signal", "w") as f:
    faulthandler.register(signal.SIGUSR1, f, all_threads=False, chain=True)
    os.kill(os.getpid(), signal.SIGUSR1)
    print(faulthandler.unregister(signal.SIGUSR1), faulthandler.unregister(signal.SIGUSR1))
show("signal")
print(calls == [signal.SIGUSR1])
with open("later", "w") as f:
    faulthandler.dump_traceback_later(0.02, file=f)
    time.sleep(0.2)
    faulthandler.cancel_dump_traceback_later()
    faulthandler.dump_traceback_later(10, file=f)
    faulthandler.cancel_dump_traceback_later()
show("later")
leave.release()
handle.join()
with open("crash", "w") as f:
    faulthandler.enable(f)
    print(faulthandler.is_enabled())
    pid = os.fork()
    if not pid:
        faulthandler._sigfpe()
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    print(faulthandler.disable(), faulthandler.is_enabled(), faulthandler.disable())
with open("crash") as f:
    print(f.read().partition("\nExtension modules")[0].partition("Current")[0])
for call in (lambda: faulthandler.dump_traceback_later(0), lambda: faulthandler.register(signal.SIGSEGV),
             lambda: faulthandler.register(1000), lambda: faulthandler.dump_traceback(-5)):
    try:
        call()
    except (ValueError, RuntimeError) as e:
        print(type(e).__name__, e)
