"""What counts as a coroutine, and how one is named in messages."""

__all__ = ('iscoroutinefunction', 'iscoroutine')

import collections.abc
import inspect
import os
import sys
import types


def _is_debug_mode():
    return sys.flags.dev_mode or (
        not sys.flags.ignore_environment and bool(os.environ.get('PYTHONASYNCIODEBUG')))


# Set on functions by types that are coroutine functions by declaration.
_is_coroutine = object()


def iscoroutinefunction(func):
    """Whether a call of func gives a coroutine."""
    return (inspect.iscoroutinefunction(func)
            or getattr(func, '_is_coroutine', None) is _is_coroutine)


_COROUTINE_TYPES = (types.CoroutineType, collections.abc.Coroutine)
_iscoroutine_typecache = set()


def iscoroutine(obj):
    """Whether obj is a coroutine."""
    if type(obj) in _iscoroutine_typecache:
        return True
    if isinstance(obj, _COROUTINE_TYPES):
        # LIMIT: so many types are remembered, then isinstance() serves each time.
        if len(_iscoroutine_typecache) < 100:
            _iscoroutine_typecache.add(type(obj))
        return True
    return False


def _format_coroutine(coro):
    def name():
        found = getattr(coro, '__qualname__', None) or getattr(coro, '__name__', None)
        return f'{found or f"<{type(coro).__name__} without __name__>"}()'

    def running():
        return getattr(coro, 'cr_running', None) or getattr(coro, 'gi_running', False)

    code = getattr(coro, 'cr_code', None) or getattr(coro, 'gi_code', None)
    if not code:
        # An object of another language's, say: its class is all that is known.
        return f'{name()} running' if running() else name()
    frame = getattr(coro, 'cr_frame', None) or getattr(coro, 'gi_frame', None)
    file = code.co_filename or '<empty co_filename>'
    if frame is not None:
        return f'{name()} running at {file}:{frame.f_lineno}'
    return f'{name()} done, defined at {file}:{code.co_firstlineno}'
