# What cannot be started, and how a thread's exception is reported.
import _thread, sys
for args in [(1, ()), (print, 5), (print, (), 5)]:
    try:
        _thread.start_new_thread(*args)
    except TypeError as e:
        print(e)
for args, keywords in [((1,), {}), ((print,), {"handle": 5})]:
    try:
        _thread.start_joinable_thread(*args, **keywords)
    except TypeError as e:
        print(e)
handle = _thread._ThreadHandle()
try:
    handle.join()
except RuntimeError as e:
    print(e)
print(handle.ident, handle.is_done(), repr(handle))
try:
    _thread._make_thread_handle(_thread.get_ident()).join()
except RuntimeError as e:
    print(e)
seen = []
sys.unraisablehook = lambda args: seen.append((args.exc_type, str(args.exc_value), args.err_msg.split(" <")[0], args.object))
def fail(): raise ValueError("in thread")
def leave(): sys.exit(3)
_thread.start_joinable_thread(fail).join()
_thread.start_joinable_thread(leave).join()
print(seen)
for size in (-1, 100, 65536, 0):
    try:
        print(_thread.stack_size(size))
    except ValueError as e:
        print(e)
print(_thread.stack_size())
