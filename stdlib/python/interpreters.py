"""Several interpreters in one process, each with its own GIL: they run in parallel.

The interface is that of PEP 734. Interpreters share no objects: what goes into another one, by a
call or through a queue, arrives as a copy. Queues themselves arrive as the same queue.
"""

import atexit as _atexit
import marshal as _marshal
import time as _time
import _interpreters as _native

__all__ = ["get_current", "get_main", "create", "list_all", "is_shareable", "Interpreter",
           "InterpreterError", "InterpreterNotFoundError", "ExecutionFailed",
           "NotShareableError", "create_queue", "Queue", "QueueEmpty", "QueueFull"]

_STEP = 0.05    # seconds between looks at signals while waiting


class InterpreterError(Exception):
    """A cross-interpreter operation failed"""


class InterpreterNotFoundError(InterpreterError):
    """An interpreter was not found"""


class NotShareableError(TypeError):
    """An object cannot be sent to another interpreter"""


class ExecutionFailed(InterpreterError):
    """An unhandled exception happened during execution. Its description is `excinfo`."""

    def __init__(self, excinfo):
        super().__init__(excinfo.formatted)
        self.excinfo = excinfo

    def __str__(self):
        return f"{super().__str__()}\n\nUncaught in the interpreter:\n\n{self.excinfo.errdisplay}"


class _Namespace:
    """What is known of an exception in another interpreter."""

    def __init__(self, **fields):
        self.__dict__.update(fields)

    def __repr__(self):
        return "namespace(%s)" % ", ".join(f"{k}={v!r}" for k, v in self.__dict__.items())


# --- how objects travel -------------------------------------------------------------------------

_PLAIN, _PICKLED, _FUNCTION = range(3)
_SIMPLE = (type(None), bool, int, float, complex, str, bytes)


def is_shareable(obj):
    """Whether the object goes to another interpreter without pickle."""
    return _is_plain(obj) or isinstance(obj, (Queue, memoryview))


def _is_plain(obj):
    if type(obj) in _SIMPLE:
        return True
    return type(obj) is tuple and all(map(_is_plain, obj))


def _pack(obj):
    if _is_plain(obj):
        return _marshal.dumps(obj), _PLAIN
    import pickle
    if isinstance(obj, memoryview):
        obj = _Buffer(bytes(obj))
    try:
        return pickle.dumps(obj), _PICKLED
    except Exception as e:
        raise NotShareableError(f"{obj!r} cannot be sent to another interpreter") from e


def _unpack(data, kind):
    if kind == _PLAIN:
        return _marshal.loads(data)
    import pickle
    return pickle.loads(data)


class _Buffer:
    """A memoryview on its way."""

    def __init__(self, data):
        self.data = data

    def __reduce__(self):
        return memoryview, (self.data,)


def _pack_callable(function):
    """A function of __main__, which the other side cannot import, goes as its code."""
    import types
    if isinstance(function, types.FunctionType) and function.__module__ == "__main__":
        if function.__closure__:
            raise NotShareableError("a function with a closure cannot be sent")
        return _marshal.dumps((_marshal.dumps(function.__code__), function.__name__,
                               *_pack((function.__defaults__, function.__kwdefaults__))))
    return None


def _unpack_callable(packed):
    import sys
    import types
    code, name, data, kind = _marshal.loads(packed)
    defaults, keyword_defaults = _unpack(data, kind)
    namespace = sys.modules["__main__"].__dict__
    function = types.FunctionType(_marshal.loads(code), namespace, name, defaults)
    function.__kwdefaults__ = keyword_defaults
    return function


# --- what runs in the other interpreter ---------------------------------------------------------

def _describe(e):
    import traceback
    cls = type(e)
    formatted = f"{cls.__qualname__}: {e}" if str(e) else cls.__qualname__
    display = "".join(traceback.format_exception(e)).rstrip("\n")
    return (cls.__name__, cls.__qualname__, cls.__module__, str(e), formatted, display)


def _begin(data):
    import sys
    sys.path[:], sys.argv[:] = _marshal.loads(data)
    return b""


def _prepare(data):
    import sys
    sys.modules["__main__"].__dict__.update(_unpack(data, _PICKLED))
    return b""


def _exec(data):
    import sys
    is_code, text = _marshal.loads(data)
    try:
        code = _marshal.loads(text) if is_code else compile(text, "<script>", "exec")
        exec(code, sys.modules["__main__"].__dict__)
    except BaseException as e:
        return _marshal.dumps(_describe(e))
    finally:
        _flush()
    return b""


def _call(data):
    function, arguments = _marshal.loads(data)
    try:
        if function is None:
            function, args, kwargs = _unpack(arguments, _PICKLED)
        else:
            function = _unpack_callable(function)
            args, kwargs = _unpack(arguments, _PICKLED)
        return _marshal.dumps((None, *_pack(function(*args, **kwargs))))
    except BaseException as e:
        return _marshal.dumps((_describe(e), None, None))
    finally:
        _flush()


def _end(data):
    import sys
    threading = sys.modules.get("threading")
    if threading:
        threading._shutdown()
    import atexit
    atexit._run_exitfuncs()
    _flush()
    return b""


def _flush():
    import sys
    for stream in sys.stdout, sys.stderr:
        try:
            stream.flush()
        except Exception:
            pass


# --- interpreters -------------------------------------------------------------------------------

class Interpreter:
    """One interpreter. Objects for the same one are the same object."""

    _known = {}

    def __new__(cls, id, /, _whence=None):
        if not isinstance(id, int):
            raise TypeError(f"id must be an int, got {id!r}")
        self = cls._known.get(id)
        if self is None:
            if id not in _native.list_all():
                raise InterpreterNotFoundError(f"unrecognized interpreter ID {id}")
            self = super().__new__(cls)
            self._id = id
            cls._known[id] = self
        return self

    def __repr__(self):
        return f"{type(self).__name__}({self._id})"

    def __reduce__(self):
        return type(self), (self._id,)

    @property
    def id(self):
        return self._id

    @property
    def whence(self):
        return "runtime init" if self._id == 0 else "_interpreters module"

    def _invoke(self, function, data):
        _flush()    # the other side writes to the same descriptors
        try:
            return _native.invoke(self._id, "interpreters", function, data)
        except LookupError as e:
            raise InterpreterNotFoundError(f"unrecognized interpreter ID {self._id}") from e
        except RuntimeError as e:
            raise InterpreterError(str(e)) from None

    def is_running(self):
        """Whether somebody is running code in it."""
        try:
            return _native.is_running(self._id)
        except LookupError:
            raise InterpreterNotFoundError(f"unrecognized interpreter ID {self._id}") from None

    def close(self):
        """Ends the interpreter; its threads are waited for. An error if it is running."""
        if self._id == 0:
            raise InterpreterError("cannot close the main interpreter")
        self._invoke("_end", b"")
        try:
            _native.destroy(self._id)
        except LookupError as e:
            raise InterpreterNotFoundError(f"unrecognized interpreter ID {self._id}") from e
        except RuntimeError as e:
            raise InterpreterError(str(e)) from None
        self._known.pop(self._id, None)

    def prepare_main(self, ns=None, /, **kwargs):
        """Binds names in the interpreter's __main__."""
        import pickle
        values = dict(ns, **kwargs) if ns is not None else kwargs
        try:
            data = pickle.dumps(values)
        except Exception as e:
            raise NotShareableError("the values cannot be sent to another interpreter") from e
        self._invoke("_prepare", data)

    def exec(self, code, /):
        """Runs source text, a code object or a function without arguments in its __main__."""
        import types
        if isinstance(code, types.FunctionType):
            if code.__code__.co_argcount or code.__closure__:
                raise ValueError("a function without arguments and closure expected")
            code = code.__code__
        if isinstance(code, types.CodeType):
            data = _marshal.dumps((True, _marshal.dumps(code)))
        elif isinstance(code, str):
            import textwrap
            data = _marshal.dumps((False, textwrap.dedent(code)))
        else:
            raise TypeError(f"exec() argument 1 must be str, function or code, not "
                            f"{type(code).__name__}")
        failed = self._invoke("_exec", data)
        if failed:
            raise _failure(_marshal.loads(failed))

    def call(self, callable, /, *args, **kwargs):
        """callable(*args, **kwargs) in the interpreter; arguments and result are copied."""
        function = _pack_callable(callable)
        import pickle
        try:
            packed = pickle.dumps((callable, args, kwargs) if function is None else (args, kwargs))
        except Exception as e:
            raise NotShareableError("the call cannot be sent to another interpreter") from e
        answer = self._invoke("_call", _marshal.dumps((function, packed)))
        failed, data, kind = _marshal.loads(answer)
        if failed:
            raise _failure(failed)
        return _unpack(data, kind)

    def call_in_thread(self, callable, /, *args, **kwargs):
        """The same in a new thread, which is returned; the result is dropped."""
        import threading
        thread = threading.Thread(target=self.call, args=(callable, *args), kwargs=kwargs)
        thread.start()
        return thread


def _failure(fields):
    name, qualname, module, message, formatted, display = fields
    cls = _Namespace(__name__=name, __qualname__=qualname, __module__=module)
    return ExecutionFailed(_Namespace(type=cls, msg=message, formatted=formatted,
                                      errdisplay=display))


def create():
    """A new interpreter, which is idle."""
    import sys
    interpreter = Interpreter(_native.create())
    interpreter._invoke("_begin", _marshal.dumps(([str(p) for p in sys.path], list(sys.argv))))
    return interpreter


def list_all():
    """All interpreters that there are."""
    return [Interpreter(id) for id in _native.list_all()]


def get_current():
    """The interpreter that runs this."""
    return Interpreter(_native.get_current())


def get_main():
    """The first interpreter of the process."""
    return Interpreter(0)


# --- queues -------------------------------------------------------------------------------------

from queue import Empty as _Empty, Full as _Full


class QueueError(RuntimeError):
    """A cross-interpreter queue failed"""


class QueueNotFoundError(QueueError):
    """There is no such queue"""


class QueueEmpty(QueueError, _Empty):
    """There is nothing to get"""


class QueueFull(QueueError, _Full):
    """There is no room to put"""


class Queue:
    """A queue between interpreters. What is put arrives as a copy."""

    def __init__(self, id, /):
        if not isinstance(id, int):
            raise TypeError(f"id must be an int, got {id!r}")
        self._id = None
        try:
            _native.queue_hold(id, 1)
        except LookupError:
            raise QueueNotFoundError(f"queue {id} not found") from None
        self._id = id

    def __del__(self):
        if self._id is not None:
            try:
                _native.queue_hold(self._id, -1)
            except LookupError:
                pass

    def __repr__(self):
        return f"{type(self).__name__}({self._id})"

    def __hash__(self):
        return hash(self._id)

    def __eq__(self, other):
        return isinstance(other, Queue) and self._id == other._id

    def __reduce__(self):
        return Queue, (self._id,)

    @property
    def id(self):
        return self._id

    @property
    def maxsize(self):
        return _native.queue_size(self._id)[1]

    def empty(self):
        return self.qsize() == 0

    def full(self):
        size, most = _native.queue_size(self._id)
        return 0 < most <= size

    def qsize(self):
        return _native.queue_size(self._id)[0]

    def _wait(self, for_room, deadline):
        left = _STEP if deadline is None else min(deadline - _time.monotonic(), _STEP)
        if left <= 0:
            return False
        _native.queue_wait(self._id, for_room, left)
        return True

    def put(self, obj, block=True, timeout=None):
        """Puts a copy; QueueFull when there is no room in time."""
        data, kind = _pack(obj)
        deadline = _limit(block, timeout)
        while not _native.queue_put(self._id, data, kind):
            if not self._wait(True, deadline):
                raise QueueFull

    def put_nowait(self, obj):
        self.put(obj, block=False)

    def get(self, block=True, timeout=None):
        """The next object; QueueEmpty when there is none in time."""
        deadline = _limit(block, timeout)
        while (message := _native.queue_get(self._id)) is None:
            if not self._wait(False, deadline):
                raise QueueEmpty
        return _unpack(*message)

    def get_nowait(self):
        return self.get(block=False)


def _limit(block, timeout):
    if not block:
        return 0
    if timeout is None:
        return None
    if timeout < 0:
        raise ValueError("'timeout' must be a non-negative number")
    return _time.monotonic() + timeout


def create_queue(maxsize=0):
    """A new queue, which any interpreter can use."""
    return Queue(_native.queue_create(maxsize))


@_atexit.register
def _close_all():
    # Those that this interpreter knows of and that are idle.
    for interpreter in list(Interpreter._known.values()):
        if interpreter._id not in (0, _native.get_current()):
            try:
                interpreter.close()
            except InterpreterError:
                pass
