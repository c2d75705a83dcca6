# In the child of a fork only the thread that called it runs, and locks and threads work.
import _thread, os, sys, warnings
warnings.simplefilter("ignore")
stop, started = _thread.allocate_lock(), _thread.allocate_lock()
stop.acquire(), started.acquire()
def other():
    started.release()
    with stop:
        pass
handle = _thread.start_joinable_thread(other, daemon=False)
started.acquire()
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    results = []
    h = _thread.start_joinable_thread(lambda: results.append(len(sys._current_frames())))
    h.join()
    print("child", results, handle.is_done(), stop.locked())
    stop.release()
    sys.stdout.flush()
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), handle.is_done())
stop.release()
handle.join()
pid = None
def forker():
    global pid
    pid = os.fork()
    if pid == 0:
        print("forked in a thread", _thread.get_ident() == _thread._get_main_thread_ident())
        sys.stdout.flush()
        os._exit(3)
_thread.start_joinable_thread(forker).join()
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
# The thread that forked may end in the child like any other: the process ends with it.
def leave():
    global pid
    pid = os.fork()
pid = None
sys.stdout.flush()
_thread.start_joinable_thread(leave).join()
if pid:
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
