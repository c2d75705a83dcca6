"""The profiler under cProfile: times of functions and of the calls between them.

Written in Python over sys.setprofile(), unlike CPython's, with the same classes and figures. The
time that the hook itself takes is in the figures of what is profiled.
"""

from sys import setprofile as _setprofile
from time import perf_counter as _perf_counter
from types import BuiltinFunctionType as _BuiltinFunctionType, ModuleType as _ModuleType

__all__ = ['Profiler', 'profiler_entry', 'profiler_subentry']


class _Record(tuple):
    """A tuple whose items have the names in `_names`."""

    __slots__ = ()
    _names = ()

    def __repr__(self):
        shown = ', '.join(f'{name}={value!r}' for name, value in zip(self._names, self))
        return f'_lsprof.{type(self).__name__}({shown})'


def _item(index):
    return property(lambda self: self[index])


class profiler_subentry(_Record):
    __slots__ = ()
    _names = ('code', 'callcount', 'reccallcount', 'totaltime', 'inlinetime')


class profiler_entry(_Record):
    __slots__ = ()
    _names = ('code', 'callcount', 'reccallcount', 'totaltime', 'inlinetime', 'calls')


for _class in (profiler_subentry, profiler_entry):
    for _index, _name in enumerate(_class._names):
        setattr(_class, _name, _item(_index))


class _Times:
    """What is known of a function, or of its calls from another."""

    __slots__ = ('code', 'calls', 'recursive', 'total', 'inline', 'depth', 'callees')

    def __init__(self, code):
        self.code = code
        self.callees = {}
        self.calls = self.recursive = self.depth = 0
        self.total = self.inline = 0

    def end(self, total, inline):
        self.depth -= 1
        if self.depth == 0:
            self.total += total
        else:
            self.recursive += 1
        self.inline += inline
        self.calls += 1


def _native_label(function):
    """How a native function is named in the statistics."""
    if isinstance(function, _BuiltinFunctionType):
        owner = function.__self__
        if owner is None or isinstance(owner, _ModuleType):
            module = function.__module__
            name = f'{module}.{function.__name__}' if module else function.__name__
            return f'<built-in method {name}>'
        if isinstance(owner, type):
            return f'<built-in method {function.__name__}>'
        return (f"<method '{function.__name__}' of "
                f"'{_type_name(type(owner))}' objects>")
    return repr(function)


def _type_name(cls):
    if cls.__module__ == 'builtins':
        return cls.__qualname__
    return f'{cls.__module__}.{cls.__qualname__}'


class Profiler:
    """Profiler(timer=None, timeunit=None, subcalls=True, builtins=True)

    Builds a profiler object using the specified timer function.
    The default timer is a fast built-in one based on real time.
    For custom timer functions returning integers, 'timeunit' can
    be a float specifying a scale (that is, how long each integer unit
    is, in seconds)."""

    def __init__(self, timer=None, timeunit=0.0, subcalls=True, builtins=True):
        self._timer = timer or _perf_counter
        self._unit = timeunit if timer and timeunit else 1
        self._subcalls = bool(subcalls)
        self._builtins = bool(builtins)
        self.clear()

    def enable(self, subcalls=True, builtins=True):
        """Start collecting profiling information.

        If 'subcalls' is True, also records for each function
        statistics separated according to its current caller.
        If 'builtins' is True, records the time spent in
        built-in functions separately from their caller."""
        self._subcalls = bool(subcalls)
        self._builtins = bool(builtins)
        _setprofile(self)

    def disable(self):
        """Stop collecting profiling information."""
        _setprofile(None)
        while self._stack:
            self._end()

    def clear(self):
        """Clear all profiling information collected so far."""
        self._entries = {}
        self._stack = []  # [times, start, time in callees, times in the caller]

    def getstats(self):
        """The profiler_entry of each function that was called."""
        result = []
        for entry in self._entries.values():
            if entry.calls == 0:
                continue
            calls = [profiler_subentry(self._figures(sub))
                     for sub in entry.callees.values() if sub.calls] or None
            result.append(profiler_entry(self._figures(entry) + (calls,)))
        return result

    def _figures(self, times):
        return (times.code, times.calls, times.recursive,
                float(times.total * self._unit), float(times.inline * self._unit))

    def _begin(self, key):
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = _Times(key)
        entry.depth += 1
        sub = None
        if self._subcalls and self._stack:
            callees = self._stack[-1][0].callees
            sub = callees.get(key)
            if sub is None:
                sub = callees[key] = _Times(entry.code)
            sub.depth += 1
        self._stack.append([entry, self._timer(), 0, sub])

    def _end(self):
        if not self._stack:  # it was called before the profiler was enabled
            return
        now = self._timer()
        entry, start, inner, sub = self._stack.pop()
        total = now - start
        inline = total - inner
        if self._stack:
            self._stack[-1][2] += total
        entry.end(total, inline)
        if sub is not None:
            sub.end(total, inline)

    def __call__(self, frame, event, arg):
        if event == 'call':
            code = frame.f_code
            if code is _disable_code:
                if self._builtins:
                    self._begin(_DISABLE)
            else:
                self._begin(code)
        elif event == 'return':
            if frame.f_code is not _enable_code:
                self._end()
        elif self._builtins:
            if event == 'c_call':
                if frame.f_code is not _disable_code:
                    self._begin(_native_label(arg))
            elif self._stack and type(self._stack[-1][0].code) is str:
                self._end()  # else of a call from before the profiler was enabled


_DISABLE = "<method 'disable' of '_lsprof.Profiler' objects>"
_disable_code = Profiler.disable.__code__
_enable_code = Profiler.enable.__code__
