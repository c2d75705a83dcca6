"""What odd_calls.py runs: a world of odd values, and a machine that calls anything with them.

Runs under the Python that is tested. `surface` prints what can be called; otherwise the file named
by the first argument holds the steps, one a line, and each runs whatever became of the one before
it. The number of each step is written to descriptor 3 first, so that a crash has an address. Steps
see only the machine: `do(seed, what, name)` calls, draws its arguments from its own seed and keeps
the result, so that any subset of the steps is a program too.
"""
import gc
import os
import signal
import sys
import types

# Calls that end the process, change the machine, wait for ever or fail as they should.
FORBIDDEN = {
    "_exit", "abort", "fork", "forkpty", "kill", "killpg", "_sigsegv", "_sigabrt", "_sigfpe",
    "_stack_overflow",
    "_fatal_error", "_fatal_error_c_thread", "_read_null", "pause", "sigwait", "sigwaitinfo",
    "raise_signal",
    "sigtimedwait", "pthread_kill", "pthread_sigmask", "set_wakeup_fd", "alarm", "setitimer",
    "siginterrupt", "signal",
    "exit", "quit", "breakpoint", "input", "help", "setrlimit", "prlimit", "setrecursionlimit",
    "settrace",
    "setprofile", "_setprofileallthreads", "_settraceallthreads", "start_new_thread", "start_new",
    "start_joinable_thread", "_shutdown", "interrupt_main", "dump_traceback_later",
    "dump_traceback",
    "register", "enable", "set_debug", "fork_exec", "disable", "freeze", "excepthook",
    "displayhook",
    "_clear_type_cache", "_clear_internal_caches", "setswitchinterval", "set_asyncgen_hooks",
    "unraisablehook", "addaudithook", "breakpointhook", "acquire", "acquire_lock", "lock",
    "pidfd_send_signal",
    "_debugmallocstats", "_run_exitfuncs", "_clear", "__breakpointhook__", "sethostname", "accept",
    "recv",
    "getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo", "getfqdn",
    "connect",
    "connect_ex", "recvfrom", "recv_into", "recvfrom_into", "recvmsg", "recvmsg_into", "dup2",
    "close",
    "sleep", "select", "poll", "get", "wait", "_wait_for_tstate_lock", "join", "monitoring",
    "activate_stack_trampoline",
}
# Of posix only what does not change the machine.
POSIX = {
    "access", "cpu_count", "fsdecode", "fsencode", "fspath", "get_terminal_size", "getcwd",
    "getcwdb", "getenv", "getpid",
    "listdir", "lstat", "scandir", "stat", "statvfs", "strerror", "times", "uname",
    "waitstatus_to_exitcode", "DirEntry",
    "stat_result", "terminal_size", "times_result", "uname_result", "WIFEXITED", "WEXITSTATUS",
    "WTERMSIG", "major", "minor",
    "makedev", "confstr", "sysconf", "pathconf", "readlink", "isatty", "device_encoding",
    "get_inheritable",
    "statvfs_result", "sched_param", "_path_normpath", "waitid_result", "fstat", "getgrouplist",
    "getpriority",
}
SKIP_MODULES = {"_signal", "faulthandler", "_thread", "_posixsubprocess", "_socket", "select",
    "readline", "termios",
                "resource", "pwd", "grp", "_testcapi", "_testinternalcapi", "atexit", "syslog",
                "fcntl", "_tkinter",
                "_krait", "krait", "_interpreters", "_interpqueues", "_interpchannels"}


def modules():
    result = []
    for name in sorted(sys.builtin_module_names):
        if name in SKIP_MODULES or name.startswith("_test"):
            continue
        try:
            result.append(__import__(name, fromlist=["*"]))
        except ImportError:
            pass
    for name in ("re", "json", "collections", "functools", "enum", "typing", "dataclasses",
        "inspect", "string", "copy",
                 "contextlib", "weakref", "io", "random", "datetime", "decimal", "fractions",
                 "queue", "types", "array"):
        try:
            result.append(__import__(name, fromlist=["*"]))
        except ImportError:
            pass
    return result


MODULES = {m.__name__: m for m in modules()}
TYPES = {}


def collect_types():
    seen = set()
    stack = [object]
    for module in MODULES.values():
        stack += [v for v in vars(module).values() if isinstance(v, type)]
    stack += [v for v in vars(types).values() if isinstance(v, type)]
    while stack:
        cls = stack.pop()
        if id(cls) in seen:
            continue
        seen.add(id(cls))
        name = f"{cls.__module__}.{cls.__qualname__}"
        if cls.__module__ not in ("__main__", "posix", "_signal", "_thread", "_socket", "select",
            "_frozen_importlib",
                                  "_frozen_importlib_external", "importlib._bootstrap") or \
                cls.__qualname__ in POSIX:
            if name not in TYPES:
                TYPES[name] = cls
        stack += type.__subclasses__(cls)


collect_types()


class Dice:
    """A small generator of numbers: the same under every Python."""

    def __init__(self, seed):
        self.state = (seed * 2654435761 + 12345) & 0xFFFFFFFF

    def below(self, n):
        self.state = (self.state * 1103515245 + 12345) & 0x7FFFFFFF
        return (self.state >> 8) % n

    def one(self, values):
        return values[self.below(len(values))]


POOL = []          # results and values of earlier steps
VICTIMS = []       # what the call that runs now works on
EVIL_BUDGET = [0]  # how often odd objects may still act in this step
DICE = [Dice(0)]


def mischief():
    """Changes what the running call works on, as far as it lets itself be changed."""
    if EVIL_BUDGET[0] <= 0:
        return
    EVIL_BUDGET[0] -= 1
    dice = DICE[0]
    if not VICTIMS:
        return
    victim = VICTIMS[dice.below(len(VICTIMS))]
    kind = dice.below(16)
    try:
        if kind == 0:
            victim.clear()
        elif kind == 1:
            victim.pop()
        elif kind == 2:
            victim.append(dice.one(POOL) if POOL else 1)
        elif kind == 3:
            victim.add(Odd())
        elif kind == 4:
            victim[Odd() if dice.below(2) else dice.below(5)] = 1
        elif kind == 5:
            del victim[:]
        elif kind == 6:
            victim.__init__()
        elif kind == 7:
            victim.release() if hasattr(type(victim), "release") else victim.close()
        elif kind == 8:
            victim.__dict__.clear()
        elif kind == 9:
            next(victim)
        elif kind == 10:
            victim.extend([1] * 40)
        elif kind == 11:
            victim.update({Odd(): 1}) if isinstance(victim, dict) else victim.update([Odd()])
        elif kind == 12:
            victim.__class__ = dice.one((Plain, Odd, OddList, OddDict))
        elif kind == 13:
            victim.__setstate__(dice.one((0, 10**30, (), (1, 2), None)))
        elif kind == 14:
            del POOL[:]
            VICTIMS.clear()
        else:
            gc.collect()
    except Exception:
        pass


def answer(*values):
    mischief()
    dice = DICE[0]
    if dice.below(12) == 0:
        raise dice.one((ValueError, TypeError, StopIteration, KeyError, IndexError, AttributeError,
            RecursionError))("odd")
    return dice.one(values)


class OddMixin:
    __slots__ = ()

    def __eq__(self, other): return answer(True, False, NotImplemented, 1, "")
    def __ne__(self, other): return answer(True, False, NotImplemented)
    def __lt__(self, other): return answer(True, False, NotImplemented, [])
    def __gt__(self, other): return answer(True, False, NotImplemented)
    def __le__(self, other): return answer(True, False, NotImplemented)
    def __ge__(self, other): return answer(True, False, NotImplemented)
    def __hash__(self): return answer(0, 1, -1, 2**61, 2**70)
    def __repr__(self): return answer("odd", "", "\ud800", "中" * 9)
    def __str__(self): return answer("odd", "", "\U0001f600", "a" * 300)
    def __bytes__(self): return answer(b"odd", b"", b"x" * 300)
    def __format__(self, spec): return answer("odd", "", "中")
    def __index__(self): return answer(0, 1, -1, 3, 2**31, 2**62, -2**63, 10**30, 7, True)
    def __int__(self): return answer(0, 1, -1, 10**30, 3)
    def __float__(self): return answer(0.0, 1.5, float("nan"), float("inf"))
    def __complex__(self): return answer(0j, 1 + 2j)
    def __bool__(self): return answer(True, False)
    def __len__(self): return answer(0, 1, 3, 100, -1, 2**62)
    def __length_hint__(self): return answer(0, 1, NotImplemented, 2**62, -1, 1000)
    def __getitem__(self, key): return answer(1, "a", b"b", None, (1, 2), [], self)
    def __contains__(self, key): return answer(True, False)
    def __iter__(self):
        return answer(iter((1, 2)), iter("ab"), iter([(1, 2), (3, 4)]), OddIterator(), iter([[],
            ()]))
    def __reversed__(self): return answer(iter((1, 2)), OddIterator())
    def __call__(self, *args, **kwargs): return answer(None, 1, "a", b"a", (), [], self, 10**30)
    def __enter__(self): return answer(self, 1)
    def __exit__(self, *args): return answer(True, False, None)
    def __get__(self, instance, owner=None): return answer(self, 1)
    def __set__(self, instance, value): return answer(None)
    def __delete__(self, instance): return answer(None)
    def __add__(self, other): return answer(1, "a", NotImplemented, self)
    def __radd__(self, other): return answer(1, "a", NotImplemented, self)
    def __mul__(self, other): return answer(1, "a", NotImplemented, self)
    def __rmul__(self, other): return answer(1, "a", NotImplemented, self)
    def __mod__(self, other): return answer(1, "a", NotImplemented, self)
    def __iadd__(self, other): return answer(1, "a", NotImplemented, self)
    def __sub__(self, other): return answer(1, NotImplemented, self)
    def __and__(self, other): return answer(1, NotImplemented, self)
    def __or__(self, other): return answer(1, NotImplemented, self)
    def __ror__(self, other): return answer(1, NotImplemented, self)
    def __round__(self, digits=None): return answer(1, 2.5)
    def __fspath__(self): return answer("odd", b"odd", "\0", 3)
    def __instancecheck__(self, other): return answer(True, False, 1)
    def __subclasscheck__(self, other): return answer(True, False, [])
    def __missing__(self, key): return answer(1, None, self)
    def __mro_entries__(self, bases): return answer((), (Plain,), 1)
    def __class_getitem__(cls, key): return answer(cls, 1)
    def __reduce_ex__(self, protocol): return answer((list, ()), "odd", (Plain, (), {"a": 1}))
    def __copy__(self): return answer(self, 1)
    def __deepcopy__(self, memo): return answer(self, 1)
    def __set_name__(self, owner, name): return answer(None)
    def __await__(self): return answer(iter(()), OddIterator())
    def __aiter__(self): return answer(self)
    def __buffer__(self, flags): return answer(memoryview(b"abc"), memoryview(bytearray(5)))
    def keys(self): return answer(["a", "b"], (), OddIterator(), [1, 2], 3)
    def items(self): return answer([("a", 1)], (), [(1,)], [5])
    def values(self): return answer([1], ())
    def read(self, *args): return answer(b"abc", "abc", "", b"", None, b"\n" * 30)
    def readline(self, *args): return answer(b"abc\n", "abc\n", "", b"", None)
    def readinto(self, buffer): return answer(0, 1, 10**6, -1, None)
    def write(self, data): return answer(0, 1, 10**6, -1, None)
    def seek(self, *args): return answer(0, 5, -1, None)
    def tell(self): return answer(0, 5, -1, 2**70)
    def readable(self): return answer(True, False, True)
    def writable(self): return answer(True, False, True)
    def seekable(self): return answer(True, False, True)
    def flush(self): return answer(None)
    def close(self): return answer(None)
    def send(self, value): return answer(1)
    def throw(self, *args): return answer(1)
    def decode(self, *args): return answer(("a", 1), ("", 0), "a")
    def encode(self, *args): return answer((b"a", 1), (b"", 0), b"a")


class Odd(OddMixin):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return answer(1, "a", self, None, (), len)

    def __del__(self):
        mischief()


class OddIterator:
    def __init__(self): self.left = 6
    def __iter__(self): return answer(self)

    def __next__(self):
        self.left -= 1
        if self.left < 0:
            raise StopIteration
        return answer(1, "a", b"b", (1, 2), ("k", 1), [], Odd(), None, "\ud800", 300, -1, 10**30)

    def __length_hint__(self): return answer(0, 3, 2**61, NotImplemented)


class Plain:
    def __init__(self, *args, **kwargs): self.a = 1


class Slotted:
    __slots__ = ("a", "__weakref__")


class OddList(list, OddMixin):
    __eq__ = OddMixin.__eq__
    __hash__ = OddMixin.__hash__
    __len__ = OddMixin.__len__
    __iter__ = OddMixin.__iter__


class OddDict(dict, OddMixin):
    __eq__ = OddMixin.__eq__
    __hash__ = OddMixin.__hash__
    keys = OddMixin.keys


class OddStr(str):
    __eq__ = OddMixin.__eq__
    __hash__ = OddMixin.__hash__
    __str__ = OddMixin.__str__
    __len__ = OddMixin.__len__


class OddInt(int):
    __index__ = OddMixin.__index__
    __int__ = OddMixin.__int__
    __eq__ = OddMixin.__eq__
    __hash__ = OddMixin.__hash__
    __lt__ = OddMixin.__lt__


class OddTuple(tuple):
    __eq__ = OddMixin.__eq__
    __hash__ = OddMixin.__hash__
    __iter__ = OddMixin.__iter__


class OddMeta(type):
    def __eq__(cls, other): return answer(True, False)
    def __hash__(cls): return answer(0, 1)
    def mro(cls): return answer(type.mro(cls), type.mro(cls), [cls, object])
    def __instancecheck__(cls, other): return answer(True, False)


def odd_function(a, b=1, /, c=2, *args, d=3, **kwargs):
    return answer(a, b, c, args, kwargs)


def odd_generator():
    mischief()
    x = yield 1
    try:
        yield answer(x, 2)
    finally:
        mischief()


async def odd_coroutine():
    await Odd()


async def odd_async_generator():
    yield 1


def running_generator():
    def g():
        me = POOL[-1] if POOL else None
        yield me
        yield 2
    generator = g()
    next(generator)
    return generator


def recursive_list():
    x = [1]
    x.append(x)
    return x


def recursive_dict():
    x = {}
    x["x"] = x
    return x


def bare(cls):
    """An instance that __init__ has not seen, of the class or of a subclass of it."""
    for make in (lambda: cls.__new__(cls), lambda: cls.__new__(type("Sub", (cls,), {})),
        lambda: object.__new__(cls)):
        try:
            return make()
        except Exception:
            pass
    return Odd()


def released():
    view = memoryview(bytearray(8))
    view.release()
    return view


def a_frame():
    return sys._getframe()


def a_traceback():
    try:
        1 / 0
    except ZeroDivisionError as error:
        return error.__traceback__


def closed_file():
    import io
    stream = io.BytesIO(b"abc")
    stream.close()
    return stream


def import_of(name):
    return lambda: __import__(name, fromlist=["*"])


io = __import__("io")
weakref = __import__("weakref")
re = __import__("re")

MAKERS = [
    lambda: 0, lambda: 1, lambda: -1, lambda: 2, lambda: 3, lambda: 7, lambda: 8, lambda: 64,
    lambda: 255, lambda: 256,
    lambda: -2**31, lambda: 2**31, lambda: 2**32, lambda: 2**47, lambda: 2**48, lambda: -2**48,
    lambda: 2**62,
    lambda: 2**63 - 1, lambda: 2**63, lambda: -2**63, lambda: 2**64, lambda: 10**30,
    lambda: -10**30, lambda: 1114112,
    lambda: 2**200, lambda: True, lambda: False, lambda: 0.0, lambda: -0.0, lambda: 1.5,
    lambda: float("nan"),
    lambda: float("inf"), lambda: -1e308, lambda: 5e-324, lambda: 1e20, lambda: 1j,
    lambda: complex("nan"),
    lambda: "", lambda: "a", lambda: "abc", lambda: "é", lambda: "中文", lambda: "\U0001f600x",
    lambda: "\ud800",
    lambda: "a\0b", lambda: "x" * 1000, lambda: "%s", lambda: "%*d%(a)s", lambda: "{}",
    lambda: "{0.a[b]!r:{1}}", lambda: "utf-8",
    lambda: "utf-16", lambda: "strict", lambda: "replace", lambda: "surrogateescape",
    lambda: "a,b\nc", lambda: "__class__", lambda: "(a*)*b",
    lambda: "rb", lambda: "w+", lambda: "B", lambda: "<3sq", lambda: "@nP0s", lambda: "1e400",
    lambda: "exec", lambda: "\n",
    lambda: "__dict__", lambda: "import os\n", lambda: "ascii", lambda: "big", lambda: ">10.3f",
    lambda: "_",
    lambda: "[1, {\"a\": [null]}]", lambda: "2024-02-30T25:00", lambda: "d", lambda: "1_000",
    lambda: "٣",
    lambda: b"", lambda: b"a", lambda: b"abc\xff\0", lambda: b"x" * 1000, lambda: b"\xf0\x9f\x98",
    lambda: bytearray(b"abc"),
    lambda: bytearray(), lambda: memoryview(b"abcdefgh"),
    lambda: memoryview(bytearray(16)).cast("I"), released,
    lambda: memoryview(bytearray(12))[::-2], lambda: memoryview(bytearray(24)).cast("B", [2, 3, 4]),
    lambda: None, lambda: ..., lambda: NotImplemented, lambda: (), lambda: (1,), lambda: (1, 2),
    lambda: ("a", 1, None),
    lambda: [], lambda: [1, 2, 3], lambda: [3, 1, 2] * 30, lambda: [Odd(), Odd(), Odd()],
    lambda: ["a", "b"], lambda: [("a", 1), (2, 3)],
    lambda: {}, lambda: {"a": 1}, lambda: {1: 2, "b": []}, lambda: {Odd(): 1, Odd(): 2},
    lambda: dict.fromkeys(range(40)),
    lambda: set(), lambda: {1, 2, 3}, lambda: {Odd(), Odd()}, lambda: frozenset("ab"),
    lambda: range(5), lambda: range(0, 10**30, 7),
    lambda: range(10, -10, -3), lambda: slice(1, 3), lambda: slice(None, None, -1),
    lambda: slice(Odd(), Odd(), Odd()),
    lambda: slice(-10**30, 10**30, 2), recursive_list, recursive_dict, lambda: Odd(),
    lambda: Odd(), lambda: Odd(), lambda: OddIterator(),
    lambda: OddIterator(), lambda: Plain(), lambda: Slotted(), lambda: OddList([1, 2, 3]),
    lambda: OddDict(a=1), lambda: OddStr("abc"),
    lambda: OddInt(5), lambda: OddTuple((1, 2)), lambda: OddMeta("M", (), {}),
    lambda: odd_function, lambda: odd_generator(),
    lambda: odd_coroutine(), lambda: odd_async_generator(), running_generator, lambda: len,
    lambda: [].append, lambda: "".join,
    lambda: int, lambda: str, lambda: list, lambda: type, lambda: object, lambda: Odd,
    lambda: Plain, lambda: ValueError, lambda: dict,
    lambda: ValueError("x"), lambda: StopIteration(1), lambda: KeyError(1),
    lambda: OSError(2, "x"), lambda: BaseExceptionGroup("g", [ValueError(1)]),
    lambda: UnicodeDecodeError("utf-8", b"abc", 0, 1, "r"),
    lambda: SyntaxError("m", ("f", 1, 2, "t")), lambda: KeyboardInterrupt(),
    lambda: iter([1, 2, 3]), lambda: iter("abc"), lambda: iter({1: 2}), lambda: iter({1, 2}),
    lambda: iter(range(3)), lambda: iter(bytearray(b"ab")),
    lambda: reversed([1, 2]), lambda: zip([1], "a"), lambda: map(Odd(), [1, 2]),
    lambda: filter(Odd(), [1, 2]), lambda: enumerate("ab"),
    lambda: iter(Odd(), 1), lambda: {1: 2}.items(), lambda: {1: 2}.keys(), lambda: {}.values(),
    lambda: property(len), lambda: staticmethod(len),
    lambda: classmethod(odd_function), lambda: super(OddList, OddList()),
    lambda: super.__new__(super), lambda: a_frame(),
    lambda: a_frame().f_code, lambda: a_traceback(), lambda: odd_function.__code__,
    lambda: types.CellType(1), lambda: types.CellType(),
    lambda: types.MappingProxyType({1: 2}), lambda: types.MappingProxyType(OddDict()),
    lambda: types.SimpleNamespace(a=1), lambda: types.MethodType(len, [1]),
    lambda: types.ModuleType("m"), lambda: sys, lambda: list[int], lambda: int | str,
    lambda: weakref.ref(Odd), lambda: weakref.ref(Odd()),
    lambda: weakref.proxy(Odd()), lambda: weakref.proxy(Plain), lambda: io.BytesIO(b"abc\ndef"),
    lambda: io.StringIO("abc\ndef"), closed_file,
    lambda: io.TextIOWrapper(io.BytesIO(b"abc\r\nd")),
    lambda: io.BufferedReader(io.BytesIO(b"abc")), lambda: io.BufferedWriter(Odd()),
    lambda: io.BufferedReader(Odd()), lambda: io.TextIOWrapper(Odd()),
    lambda: io.BufferedRandom(io.BytesIO(b"x" * 100)),
    lambda: re.compile("(a)|(?P<n>b*)"), lambda: re.match("(a)(b)?", "a"),
    lambda: re.finditer("a", "aaa"), lambda: re.compile(b"a|b"),
    lambda: bare(DICE[0].one(TYPE_LIST)), lambda: bare(DICE[0].one(TYPE_LIST)),
    lambda: bare(DICE[0].one(TYPE_LIST)), lambda: DICE[0].one(TYPE_LIST),
    lambda: DICE[0].one(TYPE_LIST).__dict__,
    lambda: DICE[0].one(list(DICE[0].one(TYPE_LIST).__dict__.values()) or [1]),
]
TYPE_LIST = [TYPES[name] for name in sorted(TYPES)]
NAMES = ("a", "b", "key", "default", "name", "value", "encoding", "errors", "start", "stop", "sep",
    "end", "maxsplit", "reverse", "file",
         "mode", "func", "iterable", "initial", "obj", "object", "strict", "x", "step", "size",
         "data", "buffering", "newline", "closefd",
         "opener", "base", "byteorder", "signed", "length", "maxlen", "repeat", "r", "fillvalue",
         "times", "mapping", "indent")


def draw(dice):
    if POOL and dice.below(4) == 0:
        return POOL[dice.below(len(POOL))]
    try:
        return MAKERS[dice.below(len(MAKERS))]()
    except Exception:
        return None


def instance_of(cls, dice):
    if dice.below(8) == 0:
        return draw(dice)
    found = [v for v in POOL if type.__subclasscheck__(cls, type(v))]
    if found and dice.below(3):
        return dice.one(found)
    for _ in range(60):
        try:
            value = dice.one(MAKERS)()
        except Exception:
            continue
        if type(value) is cls:
            return value
    kind = dice.below(3)
    if kind:
        for count in (1, 0, 2, 3):
            try:
                return cls(*[draw(dice) for _ in range(count)])
            except Exception:
                pass
    return bare(cls)


def do(seed, where, name):
    """Calls attribute `name` of the type or module `where` with odd arguments; keeps the result."""
    dice = DICE[0] = Dice(seed)
    EVIL_BUDGET[0] = 0
    args = [draw(dice) for _ in range(dice.one((0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 6)))]
    kwargs = {dice.one(NAMES): draw(dice) for _ in range(dice.one((0, 0, 0, 0, 0, 1, 2)))}
    if where in MODULES:
        what = getattr(MODULES[where], name)
    elif name == "()":
        what = TYPES[where]
    else:
        cls = TYPES[where]
        what = cls.__dict__[name]
        self = instance_of(cls, dice)
        if isinstance(what, (types.GetSetDescriptorType, types.MemberDescriptorType, property)):
            VICTIMS[:] = [self] + args
            EVIL_BUDGET[0] = 12
            kind = dice.below(3)
            if kind == 0:
                result = what.__get__(self, type(self))
            elif kind == 1:
                result = what.__set__(self, args[0] if args else 1)
            else:
                result = what.__delete__(self)
            POOL.append(result)
            return
        if isinstance(what, (staticmethod, types.BuiltinFunctionType)) :
            what = getattr(cls, name)
        elif isinstance(what, classmethod) or type(what).__name__ == "classmethod_descriptor":
            what = getattr(cls, name)
        else:
            args.insert(0, self)
        if not callable(what):
            return
    VICTIMS[:] = args
    EVIL_BUDGET[0] = 12
    if len(POOL) > 30:
        del POOL[:10]
    result = what(*args, **kwargs)
    POOL.append(result)
    if hasattr(type(result), "__next__") and dice.below(2):
        for _ in range(8):
            POOL.append(next(result))
    elif dice.below(6) == 0:
        repr(result)


def surface():
    result = []
    for where, module in MODULES.items():
        for name, value in sorted(vars(module).items()):
            if not callable(value) or name in FORBIDDEN or isinstance(value,
                type) and f"{value.__module__}.{value.__qualname__}" in TYPES:
                continue
            if where == "posix" and name not in POSIX or getattr(value, "__name__",
                "") in FORBIDDEN:
                continue
            if name.startswith("_sig") or where == "sys" and name in ("stdout", "stderr", "stdin"):
                continue
            result.append((where, name))
    for where, cls in TYPES.items():
        result.append((where, "()"))
        for name in sorted(cls.__dict__):
            if name not in FORBIDDEN:
                result.append((where, name))
    for where, name in result:
        print(where, name)


class Alarm(BaseException):
    pass


def on_alarm(*args):
    raise Alarm


def main():
    if sys.argv[1] == "surface":
        return surface()
    with open(sys.argv[1]) as stream:
        steps = [line.split() for line in stream if line.strip()]
    sys.stdout = io.StringIO()
    sys.stderr = io.StringIO()
    keep = (os.write, signal.setitimer, signal.ITIMER_REAL, BaseException, gc.collect)
    write, setitimer, real, base, collect = keep
    hooks = (sys.stdout, sys.stderr)
    signal.signal(signal.SIGALRM, on_alarm)
    for number, where, name in steps:
        try:
            sys.stdout, sys.stderr = hooks
            write(3, b"%s\n" % number.encode())
            setitimer(real, 3)
            do(int(number), where, name)
        except base:
            pass
        finally:
            try:
                setitimer(real, 0)
            except base:
                pass
    EVIL_BUDGET[0] = 0
    POOL.clear()
    VICTIMS.clear()
    collect()


sys.unraisablehook = lambda *args: None
main()
