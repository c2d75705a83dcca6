"""Prints what builtin methods, functions and types say to wrong arguments, a line for each call.

    PYTHON3.13 tests/tools/argument_messages.py > expected
    krait tests/tools/argument_messages.py > actual; diff expected actual

Every method of the builtin types, every builtin function and every function and type of the native
modules below is called with none to four arguments, with an unknown keyword, and unbound. Calls
that succeed print as `ok`; exceptions of other kinds than TypeError by their type only.
With names of modules or types as arguments, only those are printed.
"""
import os
import sys
import types

# Calls that end, block or change the process, and those that print.
UNSAFE = {
    "input", "breakpoint", "exit", "quit", "print", "open", "_exit", "abort", "fork", "forkpty",
    "kill", "killpg", "pause", "sleep", "sigwait", "sigwaitinfo", "setrlimit", "raise_signal",
    "alarm", "wait", "help", "set_wakeup_fd", "setitimer", "pthread_kill", "copyright", "credits",
    "license", "close", "settrace", "setprofile", "setrecursionlimit", "setswitchinterval",
    "_clear_type_cache", "_clear_internal_caches", "set_debug", "__breakpointhook__",
    "_setprofileallthreads", "_settraceallthreads", "freeze", "unfreeze", "disable", "enable",
    "set_threshold", "exec", "eval", "__import__", "displayhook", "excepthook", "unraisablehook",
    "breakpointhook", "_enablelegacywindowsfsencoding", "signal", "siginterrupt", "pthread_sigmask",
    "_debugmallocstats", "activate_stack_trampoline", "call_tracing", "set_int_max_str_digits",
    "set_asyncgen_hooks", "set_coroutine_origin_tracking_depth", "sigpending", "collect",
    "__class__", "setdlopenflags", "addaudithook", "audit", "_run_exitfuncs", "_clear",
    "register_error", "register", "unregister", "_register", "_shutdown", "start_joinable_thread",
    "intern", "start_new_thread", "start_new", "interrupt_main", "_set_sentinel", "_git",
    "dump_traceback", "dump"}

MODULES = (
    "builtins", "itertools", "_functools", "_operator", "_collections", "math", "cmath", "_bisect",
    "_heapq", "_random", "_struct", "time", "sys", "gc", "errno", "_codecs", "_weakref", "_thread",
    "_json", "array", "_contextvars", "_string", "_stat", "unicodedata", "_abc", "_io", "_warnings",
    "marshal", "_sre")


def say(line, write=os.write):
    """Past sys.stdout, which some of the calls spoil."""
    write(1, line.encode(errors="replace") + b"\n")


NOT_CALLED = ("__new__", "__subclasshook__", "__abstractmethods__", "__dict__", "__weakref__",
              "__module__", "__doc__", "__hash__", "__class__", "__sizeof__", "__getnewargs__",
              "__static_attributes__", "__firstlineno__")
CALLED_KINDS = ("method_descriptor", "wrapper_descriptor", "classmethod_descriptor",
                "builtin_function_or_method", "staticmethod", "classmethod", "function")


class Probe:
    __slots__ = ()


def instances():
    def generator():
        yield 1

    async def coroutine():
        pass

    async def async_generator():
        yield 1
    started = coroutine()
    try:
        raise ValueError("x")
    except ValueError as e:
        tb = e.__traceback__
    yield from (
        object(), 1, True, 1.5, 2j, "abc", b"abc", bytearray(b"abc"), memoryview(b"abc"), [1], (1,),
        {1: 2}, {1}, frozenset({1}), range(3), slice(1), None, ..., NotImplemented, int, generator,
        generator(), started, async_generator(), {}.keys(), {}.values(), {}.items(), iter([]),
        iter(()), iter(""), iter(b""), iter({}), iter({}.values()), iter({}.items()), iter(set()),
        iter(range(0)), reversed([]), reversed({}), reversed(()), enumerate([]), zip(), map(int,
        []), filter(int, []), property(), classmethod(int), staticmethod(int), super(int, 1),
        ValueError("x"), OSError(1, "x"), KeyError(1), StopIteration(1), SystemExit(1),
        UnicodeDecodeError("a", b"b", 0, 1, "c"), ExceptionGroup("a", [ValueError()]),
        ImportError("x"), SyntaxError("x"), NameError("x"), AttributeError("x"), tb, tb.tb_frame,
        generator.__code__, len, [].append, instances, "".upper, str.upper, object.__init__,
        object().__str__, dict.__dict__["fromkeys"], types.FunctionType.__dict__["__code__"],
        type(generator).__dict__["__globals__"], types.ModuleType("m"), types.SimpleNamespace(),
        types.MappingProxyType({}), types.CellType(1), list[int], int | str, started.__await__(),
        sys.flags, types.MethodType(len, []), iter(int, 0), callable_iterator_of())
    started.close()


def callable_iterator_of():
    class Sequence:
        def __getitem__(self, i):
            raise IndexError
    return iter(Sequence())


def show(label, function, *arguments, **keywords):
    try:
        function(*arguments, **keywords)
    except TypeError as e:
        text = "TypeError: " + str(e)
    except BaseException as e:
        text = type(e).__name__
    else:
        text = "ok"
    say(f"{label} -> {text}")


def probe(label, function, make=None):
    """Calls `function` in every wrong way; `make` gives a fresh receiver."""
    def target():
        return function if make is None else make()
    for count in range(5):
        show(f"{label} {count}", target(), *[Probe()] * count)
    for count in range(3):
        show(f"{label} {count}+kw", target(), *[Probe()] * count, zzz=1)


def fresh(value):
    """A receiver that calls may change."""
    if type(value) in (list, dict, set, bytearray):
        return type(value)(value)
    return value


def probe_type(cls, value=None):
    name = cls.__name__
    for attribute, entry in sorted(cls.__dict__.items()):
        label = f"{name}.{attribute}"
        if attribute in UNSAFE or attribute in NOT_CALLED:
            continue
        kind = type(entry).__name__
        if kind not in CALLED_KINDS:
            say(f"{label} {kind}")
            continue
        say(f"{label} {kind}")
        if value is not None or cls is type(None):
            probe(label, None, lambda: getattr(fresh(value), attribute))
        elif kind == "classmethod_descriptor":
            probe(label, getattr(cls, attribute))
        if kind in ("method_descriptor", "wrapper_descriptor"):
            show(f"{label} unbound none", entry)
            show(f"{label} unbound other", entry, Probe())
            show(f"{label} unbound other, 1", entry, Probe(), 1)
            show(f"{label} get other", lambda: entry.__get__(Probe()))
    if name not in UNSAFE:
        probe(f"{name}()", cls)


def probe_function(label, function):
    probe(label, function)


def main(chosen):
    seen = set()
    for value in instances():
        cls = type(value)
        if cls in seen or chosen and cls.__name__ not in chosen:
            continue
        seen.add(cls)
        probe_type(cls, value)
    for name in MODULES:
        if chosen and name not in chosen:
            continue
        try:
            module = __import__(name)
        except ImportError:
            say(name + " missing")
            continue
        for attribute, entry in sorted(vars(module).items()):
            if attribute in UNSAFE:
                continue
            if isinstance(entry, types.BuiltinFunctionType):
                probe_function(f"{name}.{attribute}", entry)
            elif isinstance(entry, type) and entry not in seen:
                seen.add(entry)
                probe_type(entry)


main(sys.argv[1:])
