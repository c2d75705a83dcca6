# sys._current_frames and sys._current_exceptions see every thread.
import _thread, sys
inside, leave = _thread.allocate_lock(), _thread.allocate_lock()
inside.acquire(), leave.acquire()
def wait_in_handler():
    try:
        raise KeyError("here")
    except KeyError:
        inside.release()
        leave.acquire()
handle = _thread.start_joinable_thread(wait_in_handler)
inside.acquire()
frames = sys._current_frames()
print(len(frames), frames[handle.ident].f_code.co_name, frames[_thread.get_ident()].f_code.co_name)
raised = sys._current_exceptions()
print(repr(raised[handle.ident]), raised[_thread.get_ident()])
del raised
leave.release()
del frames
handle.join()
print(len(sys._current_frames()))
