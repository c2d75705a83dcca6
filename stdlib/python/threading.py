"""Threads as objects, and what they use to wait for each other.

The running of threads, locks and thread-local data are _thread's. Here are the classes built on
them; a Condition is a queue of locks, one for each thread that waits, and everything else waits on
a Condition.
"""

import os as _os
import sys as _sys
import _thread
import warnings

from _collections import deque as _deque
from itertools import count as _count
from time import monotonic as _time
from _weakrefset import WeakSet

__all__ = [
    "get_ident", "active_count", "Condition", "current_thread", "enumerate", "main_thread",
    "TIMEOUT_MAX", "Event", "Lock", "RLock", "Semaphore", "BoundedSemaphore", "Thread", "Barrier",
    "BrokenBarrierError", "Timer", "ThreadError", "setprofile", "settrace", "local", "stack_size",
    "excepthook", "ExceptHookArgs", "gettrace", "getprofile", "setprofile_all_threads",
    "settrace_all_threads", "get_native_id",
]

from _thread import (
    TIMEOUT_MAX, error as ThreadError, get_ident, get_native_id, stack_size, _local as local,
    _excepthook as excepthook, _ExceptHookArgs as ExceptHookArgs, LockType as Lock,
    RLock as _CRLock, allocate_lock as _allocate_lock,
    start_joinable_thread as _start_joinable_thread,
    daemon_threads_allowed as _daemon_threads_allowed, _ThreadHandle, _make_thread_handle,
    _get_main_thread_ident, _is_main_interpreter, _shutdown as _thread_shutdown,
)

_LockType = Lock
_HAVE_THREAD_NATIVE_ID = True
__excepthook__ = excepthook


# --- hooks of new threads ------------------------------------------------------------------------

_trace_hook = None
_profile_hook = None


def setprofile(func):
    """Let each thread started from now on call sys.setprofile(func) before its run()."""
    global _profile_hook
    _profile_hook = func


def setprofile_all_threads(func):
    """The same, for the threads that run already, too."""
    setprofile(func)
    _sys._setprofileallthreads(func)


def getprofile():
    """What setprofile() was called with last."""
    return _profile_hook


def settrace(func):
    """Let each thread started from now on call sys.settrace(func) before its run()."""
    global _trace_hook
    _trace_hook = func


def settrace_all_threads(func):
    """The same, for the threads that run already, too."""
    settrace(func)
    _sys._settraceallthreads(func)


def gettrace():
    """What settrace() was called with last."""
    return _trace_hook


# --- locks ---------------------------------------------------------------------------------------

def RLock(*args, **kwargs):
    """A lock that the thread which has it can take again, and must release as often."""
    if args or kwargs:
        warnings.warn("Passing arguments to RLock is deprecated and will be removed in 3.15",
                      DeprecationWarning, stacklevel=2)
    if _CRLock is None:
        return _PyRLock(*args, **kwargs)
    return _CRLock(*args, **kwargs)


class _RLock:
    """The same over a plain lock; a model of the native one."""

    def __init__(self):
        self._block = _allocate_lock()
        self._owner = None
        self._count = 0

    def __repr__(self):
        owner = _active.get(self._owner)
        state = "locked" if self._block.locked() else "unlocked"
        cls = type(self)
        return (f"<{state} {cls.__module__}.{cls.__qualname__} object "
                f"owner={self._owner if owner is None else owner.name!r} count={self._count} "
                f"at {id(self):#x}>")

    def _at_fork_reinit(self):
        self._block._at_fork_reinit()
        self._owner = None
        self._count = 0

    def acquire(self, blocking=True, timeout=-1):
        """Take the lock, waiting for it if blocking is true; whether that succeeded."""
        me = get_ident()
        if self._owner != me:
            taken = self._block.acquire(blocking, timeout)
            if taken:
                self._owner, self._count = me, 1
            return taken
        self._count += 1
        return 1

    __enter__ = acquire

    def release(self):
        """Give it back once; the last time wakes a thread that waits."""
        if self._owner != get_ident():
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if not self._count:
            self._owner = None
            self._block.release()

    def __exit__(self, *exc_info):
        self.release()

    # For Condition.

    def _acquire_restore(self, state):
        self._block.acquire()
        self._count, self._owner = state

    def _release_save(self):
        if not self._count:
            raise RuntimeError("cannot release un-acquired lock")
        state = self._count, self._owner
        self._count, self._owner = 0, None
        self._block.release()
        return state

    def _is_owned(self):
        return self._owner == get_ident()

    def _recursion_count(self):
        return self._count if self._owner == get_ident() else 0


_PyRLock = _RLock


# --- conditions ----------------------------------------------------------------------------------

class Condition:
    """Threads wait here, with a lock given up meanwhile, until another notifies them.

    The lock is a Lock or RLock, a new RLock if none is given; who calls wait() or notify() must
    have it.
    """

    def __init__(self, lock=None):
        self._lock = lock = RLock() if lock is None else lock
        self.acquire = lock.acquire
        self.release = lock.release
        # A lock that can be taken twice knows how to give itself up wholly.
        for name in ("_release_save", "_acquire_restore", "_is_owned"):
            if hasattr(lock, name):
                setattr(self, name, getattr(lock, name))
        # One lock for each thread that waits, taken, to be released by who notifies.
        self._waiters = _deque()

    def _at_fork_reinit(self):
        self._lock._at_fork_reinit()
        self._waiters.clear()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *exc_info):
        return self._lock.__exit__(*exc_info)

    def __repr__(self):
        return f"<Condition({self._lock}, {len(self._waiters)})>"

    def _release_save(self):
        self._lock.release()

    def _acquire_restore(self, state):
        self._lock.acquire()

    def _is_owned(self):
        # A plain lock has no owner: somebody's will do.
        if not self._lock.acquire(False):
            return True
        self._lock.release()
        return False

    def wait(self, timeout=None):
        """Give the lock up, wait to be notified, and take it again.

        Returns False if timeout seconds passed first.
        """
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        waiter = _allocate_lock()
        waiter.acquire()
        self._waiters.append(waiter)
        notified = False
        state = self._release_save()
        try:
            if timeout is None:
                notified = waiter.acquire()
            elif timeout > 0:
                notified = waiter.acquire(True, timeout)
            else:
                notified = waiter.acquire(False)
            return notified
        finally:
            self._acquire_restore(state)
            if not notified:
                self._forget(waiter)

    def _forget(self, waiter):
        try:
            self._waiters.remove(waiter)
        except ValueError:
            pass  # notified after all

    def wait_for(self, predicate, timeout=None):
        """Wait until predicate() is true, or timeout seconds have passed; its last value."""
        end = None
        while not (result := predicate()):
            if timeout is not None:
                now = _time()
                if end is None:
                    end = now + timeout
                else:
                    timeout = end - now
                    if timeout <= 0:
                        break
            self.wait(timeout)
        return result

    def notify(self, n=1):
        """Wake up to n of the threads that wait. They go on once the lock is free."""
        if not self._is_owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        waiters = self._waiters
        while n > 0 and waiters:
            waiter = waiters[0]
            try:
                waiter.release()
                n -= 1
            except RuntimeError:
                pass  # woken by a notify() that a signal handler interrupted
            self._forget(waiter)

    def notify_all(self):
        """Wake all threads that wait."""
        self.notify(len(self._waiters))

    def notifyAll(self):
        """An old name of notify_all()."""
        _deprecated("notifyAll() is deprecated, use notify_all() instead")
        self.notify_all()


def _deprecated(message):
    warnings.warn(message, DeprecationWarning, stacklevel=3)


def _place(self):
    cls = type(self)
    return f"{cls.__module__}.{cls.__qualname__} at {id(self):#x}"


class Semaphore:
    """A counter that acquire() takes from and release() adds to; never below zero."""

    def __init__(self, value=1):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._cond = Condition(Lock())
        self._value = value

    def __repr__(self):
        return f"<{_place(self)}: value={self._value}>"

    def acquire(self, blocking=True, timeout=None):
        """Take one, waiting while there is none; whether there was one in time."""
        if timeout is not None and not blocking:
            raise ValueError("can't specify timeout for non-blocking acquire")
        end = None
        with self._cond:
            while self._value == 0:
                if not blocking:
                    return False
                if timeout is not None:
                    now = _time()
                    if end is None:
                        end = now + timeout
                    else:
                        timeout = end - now
                        if timeout <= 0:
                            return False
                self._cond.wait(timeout)
            self._value -= 1
            return True

    __enter__ = acquire

    def release(self, n=1):
        """Add n, and wake as many threads that wait."""
        if n < 1:
            raise ValueError("n must be one or more")
        with self._cond:
            self._value += n
            self._cond.notify(n)

    def __exit__(self, *exc_info):
        self.release()


class BoundedSemaphore(Semaphore):
    """A Semaphore that refuses to be released above its initial value."""

    def __init__(self, value=1):
        super().__init__(value)
        self._initial_value = value

    def __repr__(self):
        return f"<{_place(self)}: value={self._value}/{self._initial_value}>"

    def release(self, n=1):
        """Add n, and wake as many threads that wait; ValueError above the initial value."""
        if n < 1:
            raise ValueError("n must be one or more")
        with self._cond:
            if self._value + n > self._initial_value:
                raise ValueError("Semaphore released too many times")
            self._value += n
            self._cond.notify(n)


class Event:
    """A flag that threads can wait for."""

    def __init__(self):
        self._cond = Condition(Lock())
        self._flag = False

    def __repr__(self):
        return f"<{_place(self)}: {'set' if self._flag else 'unset'}>"

    def _at_fork_reinit(self):
        self._cond._at_fork_reinit()

    def is_set(self):
        """Whether the flag is true."""
        return self._flag

    def isSet(self):
        """An old name of is_set()."""
        _deprecated("isSet() is deprecated, use is_set() instead")
        return self.is_set()

    def set(self):
        """Make the flag true, and wake all threads that wait for it."""
        with self._cond:
            self._flag = True
            self._cond.notify_all()

    def clear(self):
        """Make the flag false."""
        with self._cond:
            self._flag = False

    def wait(self, timeout=None):
        """Wait until the flag is true. Returns False if timeout seconds passed first."""
        with self._cond:
            return self._flag or self._cond.wait(timeout)


# The states of a Barrier. Threads gather while it fills; when all are there they leave while it
# drains, and who comes meanwhile waits until the last has left.
_FILLING, _DRAINING, _RESETTING, _BROKEN = 0, 1, -1, -2


class Barrier:
    """A place where a number of threads wait until all of them are there."""

    def __init__(self, parties, action=None, timeout=None):
        """action: called by one of the threads before they go on. timeout: wait()'s default."""
        if parties < 1:
            raise ValueError("parties must be > 0")
        self._cond = Condition(Lock())
        self._action = action
        self._timeout = timeout
        self._parties = parties
        self._state = _FILLING
        self._count = 0

    def __repr__(self):
        what = "broken" if self.broken else f"waiters={self.n_waiting}/{self.parties}"
        return f"<{_place(self)}: {what}>"

    def wait(self, timeout=None):
        """Wait for the others. Each thread gets another number from 0 to parties-1."""
        if timeout is None:
            timeout = self._timeout
        with self._cond:
            self._cond.wait_for(lambda: self._state not in (_DRAINING, _RESETTING))
            if self._state == _BROKEN:
                raise BrokenBarrierError
            index = self._count
            self._count += 1
            try:
                if index + 1 < self._parties:
                    self._gather(timeout)
                else:
                    self._open()
                return index
            finally:
                self._count -= 1
                if not self._count and self._state in (_DRAINING, _RESETTING):
                    self._state = _FILLING
                    self._cond.notify_all()

    def _open(self):
        try:
            if self._action:
                self._action()
        except:
            self._break()
            raise
        self._state = _DRAINING
        self._cond.notify_all()

    def _gather(self, timeout):
        if not self._cond.wait_for(lambda: self._state != _FILLING, timeout):
            self._break()
        if self._state != _DRAINING:
            raise BrokenBarrierError

    def _break(self):
        self._state = _BROKEN
        self._cond.notify_all()

    def reset(self):
        """Begin anew. Threads that wait get a BrokenBarrierError."""
        with self._cond:
            if not self._count:
                self._state = _FILLING
            elif self._state != _DRAINING:
                self._state = _RESETTING
            self._cond.notify_all()

    def abort(self):
        """Give up. Threads that wait, and those that come, get a BrokenBarrierError."""
        with self._cond:
            self._break()

    @property
    def parties(self):
        """How many threads it takes."""
        return self._parties

    @property
    def n_waiting(self):
        """How many wait now."""
        return self._count if self._state == _FILLING else 0

    @property
    def broken(self):
        """Whether it was given up."""
        return self._state == _BROKEN


class BrokenBarrierError(RuntimeError):
    pass


# --- threads -------------------------------------------------------------------------------------

_counter = _count(1).__next__


def _newname(name_template):
    return name_template % _counter()


# Threads by number once they run, and those on their way there. A thread may come back here while
# it has the lock: a signal handler, or a __del__.
_active_limbo_lock = RLock()
_active = {}
_limbo = {}
_dangling = WeakSet()  # all that exist, for a fork


class Thread:
    """A thread of control: a function to call, or a subclass with a run() of its own."""

    _initialized = False

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        """target(*args, **kwargs) is what run() calls. name: "Thread-N" if not given.

        group is for later and must be None. daemon: whether the program may end without it; if not
        given, as the thread that makes it. A subclass with an __init__ calls this one first.
        """
        assert group is None, "group argument must be None for now"
        if name:
            name = str(name)
        else:
            name = _newname("Thread-%d")
            if target is not None:
                try:
                    name += f" ({target.__name__})"
                except AttributeError:
                    pass
        if daemon is None:
            daemon = current_thread().daemon
        elif daemon and not _daemon_threads_allowed():
            raise RuntimeError("daemon threads are disabled in this (sub)interpreter")
        self._target = target
        self._name = name
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._daemonic = daemon
        self._ident = None
        self._native_id = None
        self._handle = _ThreadHandle()
        self._started = Event()
        self._initialized = True
        # Where an exception is told when sys.stderr is gone by then.
        self._stderr = _sys.stderr
        self._invoke_excepthook = _make_invoke_excepthook()
        _dangling.add(self)

    def _after_fork(self, new_ident=None):
        self._started._at_fork_reinit()
        if new_ident is not None:
            self._ident = new_ident
            assert self._handle.ident == new_ident

    def __repr__(self):
        assert self._initialized, "Thread.__init__() was not called"
        if self._handle.is_done():
            status = "stopped"
        elif self._started.is_set():
            status = "started"
        else:
            status = "initial"
        if self._daemonic:
            status += " daemon"
        if self._ident is not None:
            status += f" {self._ident}"
        return f"<{type(self).__name__}({self._name}, {status})>"

    def start(self):
        """Let run() be called in a new thread. Once for each object."""
        if not self._initialized:
            raise RuntimeError("thread.__init__() not called")
        if self._started.is_set():
            raise RuntimeError("threads can only be started once")
        with _active_limbo_lock:
            _limbo[self] = self
        try:
            _start_joinable_thread(self._bootstrap, handle=self._handle, daemon=self.daemon)
        except Exception:
            with _active_limbo_lock:
                del _limbo[self]
            raise
        self._started.wait()

    def run(self):
        """What the thread does: calls the target, if there is one."""
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            # The arguments may lead back to this object.
            del self._target, self._args, self._kwargs

    def _bootstrap(self):
        self._bootstrap_inner()

    def _set_ident(self):
        self._ident = get_ident()

    def _set_native_id(self):
        self._native_id = get_native_id()

    def _bootstrap_inner(self):
        try:
            self._set_ident()
            self._set_native_id()
            self._started.set()
            with _active_limbo_lock:
                _active[self._ident] = self
                del _limbo[self]
            if _trace_hook:
                _sys.settrace(_trace_hook)
            if _profile_hook:
                _sys.setprofile(_profile_hook)
            try:
                self.run()
            except:
                self._invoke_excepthook(self)
        finally:
            self._delete()

    def _delete(self):
        with _active_limbo_lock:
            del _active[get_ident()]

    def join(self, timeout=None):
        """Wait until the thread has ended, or timeout seconds have passed; is_alive() tells."""
        if not self._initialized:
            raise RuntimeError("Thread.__init__() not called")
        if not self._started.is_set():
            raise RuntimeError("cannot join thread before it is started")
        if self is current_thread():
            raise RuntimeError("cannot join current thread")
        if timeout is not None:
            timeout = max(timeout, 0)
        self._handle.join(timeout)

    @property
    def name(self):
        """A text that tells it from others; several may have the same."""
        assert self._initialized, "Thread.__init__() not called"
        return self._name

    @name.setter
    def name(self, name):
        assert self._initialized, "Thread.__init__() not called"
        self._name = str(name)

    @property
    def ident(self):
        """Its get_ident(), None before it starts."""
        assert self._initialized, "Thread.__init__() not called"
        return self._ident

    @property
    def native_id(self):
        """Its get_native_id(), None before it starts."""
        assert self._initialized, "Thread.__init__() not called"
        return self._native_id

    def is_alive(self):
        """Whether it has started and not ended yet."""
        assert self._initialized, "Thread.__init__() not called"
        return self._started.is_set() and not self._handle.is_done()

    @property
    def daemon(self):
        """Whether the program may end without it. To be set before start()."""
        assert self._initialized, "Thread.__init__() not called"
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        if not self._initialized:
            raise RuntimeError("Thread.__init__() not called")
        if daemonic and not _daemon_threads_allowed():
            raise RuntimeError("daemon threads are disabled in this interpreter")
        if self._started.is_set():
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = daemonic

    def isDaemon(self):
        """An old form of the attribute daemon."""
        _deprecated("isDaemon() is deprecated, get the daemon attribute instead")
        return self.daemon

    def setDaemon(self, daemonic):
        """An old form of the attribute daemon."""
        _deprecated("setDaemon() is deprecated, set the daemon attribute instead")
        self.daemon = daemonic

    def getName(self):
        """An old form of the attribute name."""
        _deprecated("getName() is deprecated, get the name attribute instead")
        return self.name

    def setName(self, name):
        """An old form of the attribute name."""
        _deprecated("setName() is deprecated, set the name attribute instead")
        self.name = name


def _make_invoke_excepthook():
    # A daemon thread may fail when this module's globals are gone already: what is needed then is
    # kept here.
    first_hook, first_sys_hook = excepthook, _sys.excepthook
    if first_hook is None:
        raise RuntimeError("threading.excepthook is None")
    if first_sys_hook is None:
        raise RuntimeError("sys.excepthook is None")
    sys, exc_info, print_ = _sys, _sys.exc_info, print

    def invoke_excepthook(thread):
        global excepthook
        try:
            hook = excepthook
            if hook is None:
                hook = first_hook
            args = ExceptHookArgs([*exc_info(), thread])
            hook(args)
        except Exception as exc:
            exc.__suppress_context__ = True
            del exc
            stderr = sys.stderr
            if stderr is None:
                stderr = thread._stderr
            print_("Exception in threading.excepthook:", file=stderr, flush=True)
            sys_hook = sys.excepthook
            if sys_hook is None:
                sys_hook = first_sys_hook
            sys_hook(*exc_info())
        finally:
            args = None  # it leads to the exception, whose traceback leads here

    return invoke_excepthook


class Timer(Thread):
    """A thread that calls function(*args, **kwargs) after a number of seconds."""

    def __init__(self, interval, function, args=None, kwargs=None):
        Thread.__init__(self)
        self.interval = interval
        self.function = function
        self.args = [] if args is None else args
        self.kwargs = {} if kwargs is None else kwargs
        self.finished = Event()

    def cancel(self):
        """Call it off, if it has not happened yet."""
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _FoundThread(Thread):
    """A thread that was running when its object was made."""

    def _found(self, ident):
        self._started.set()
        self._ident = ident
        self._handle = _make_thread_handle(ident)
        self._set_native_id()
        with _active_limbo_lock:
            _active[ident] = self


class _MainThread(_FoundThread):
    def __init__(self):
        Thread.__init__(self, name="MainThread", daemon=False)
        self._found(_get_main_thread_ident())


_dummies = local()


class _AtThreadEnd:
    # Kept by the thread's local data alone, so it goes when that thread ends.
    def __init__(self, thread):
        self._thread = thread
        self._thread_ident = thread.ident
        _dummies.end = self

    def __del__(self):
        if _active_limbo_lock is None:
            return  # the program is at its end, and this module is empty
        with _active_limbo_lock:
            if _active.get(self._thread_ident) is self._thread:
                del _active[self._thread_ident]


class _DummyThread(_FoundThread):
    """Stands for a thread that something else has started."""

    def __init__(self):
        Thread.__init__(self, name=_newname("Dummy-%d"), daemon=_daemon_threads_allowed())
        self._found(get_ident())
        _AtThreadEnd(self)

    def is_alive(self):
        if self._started.is_set() and not self._handle.is_done():
            return True
        raise RuntimeError("thread is not alive")

    def join(self, timeout=None):
        raise RuntimeError("cannot join a dummy thread")

    def _after_fork(self, new_ident=None):
        if new_ident is not None:
            self.__class__ = _MainThread
            self._name = "MainThread"
            self._daemonic = False
        Thread._after_fork(self, new_ident=new_ident)


# --- what runs -----------------------------------------------------------------------------------

def current_thread():
    """The object of the running thread; a dummy if it was not started by this module."""
    try:
        return _active[get_ident()]
    except KeyError:
        return _DummyThread()


def currentThread():
    """An old name of current_thread()."""
    _deprecated("currentThread() is deprecated, use current_thread() instead")
    return current_thread()


def active_count():
    """How many threads are alive."""
    with _active_limbo_lock:
        return len(_active) + len(_limbo)


def activeCount():
    """An old name of active_count()."""
    _deprecated("activeCount() is deprecated, use active_count() instead")
    return active_count()


def _enumerate():
    return [*_active.values(), *_limbo.values()]


def enumerate():
    """A list of the threads that are alive."""
    with _active_limbo_lock:
        return _enumerate()


def main_thread():
    """The thread that the program began in."""
    return _main_thread


# --- the end, and forks --------------------------------------------------------------------------

_threading_atexits = []
_SHUTTING_DOWN = False


def _register_atexit(func, *arg, **kwargs):
    """Let func be called at the end of the program before threads are waited for."""
    if _SHUTTING_DOWN:
        raise RuntimeError("can't register atexit after shutdown")
    _threading_atexits.append(lambda: func(*arg, **kwargs))


def _shutdown():
    # Called by the program's end, in the main thread; only the first call counts.
    global _SHUTTING_DOWN
    if _main_thread._handle.is_done() and _is_main_interpreter():
        return
    _SHUTTING_DOWN = True
    for call in reversed(_threading_atexits):
        call()
    # A thread may wait for the main one, which ends only after this.
    if _is_main_interpreter():
        _main_thread._handle._set_done()
    _thread_shutdown()


def _after_fork():
    # In the child. Only the thread that forked is left; locks may have been anybody's.
    global _active_limbo_lock, _main_thread
    _active_limbo_lock = RLock()
    current = _active.get(get_ident())
    _main_thread = current = _MainThread() if current is None else current
    with _active_limbo_lock:
        ident = get_ident()
        for thread in {*_enumerate(), *_dangling}:
            thread._after_fork(ident) if thread is current else thread._after_fork()
        _limbo.clear()
        _active.clear()
        _active[ident] = current


_main_thread = _MainThread()
_os.register_at_fork(after_in_child=_after_fork)
