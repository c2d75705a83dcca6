"""Texts about callbacks and where things were made; the stacks of debug mode."""

import functools
import inspect
import reprlib
import sys
import traceback

from . import constants


def _get_function_source(func):
    func = inspect.unwrap(func)
    if inspect.isfunction(func):
        return func.__code__.co_filename, func.__code__.co_firstlineno
    if isinstance(func, functools.partial):
        return _get_function_source(func.func)
    if isinstance(func, functools.partialmethod):
        return _get_function_source(func.func)
    return None


def _format_callback_source(func, args, *, debug=False):
    text = _format_callback(func, args, None, debug=debug)
    source = _get_function_source(func)
    if source:
        text += f' at {source[0]}:{source[1]}'
    return text


def _format_args_and_kwargs(args, kwargs, *, debug=False):
    # Arguments may hold secrets: they are shown in debug mode only.
    if not debug:
        return '()'
    items = [reprlib.repr(arg) for arg in args or ()]
    items += [f'{key}={reprlib.repr(value)}' for key, value in (kwargs or {}).items()]
    return f'({", ".join(items)})'


def _format_callback(func, args, kwargs, *, debug=False, suffix=''):
    if isinstance(func, functools.partial):
        suffix = _format_args_and_kwargs(args, kwargs, debug=debug) + suffix
        return _format_callback(func.func, func.args, func.keywords, debug=debug, suffix=suffix)
    name = getattr(func, '__qualname__', None) or getattr(func, '__name__', None) or repr(func)
    return name + _format_args_and_kwargs(args, kwargs, debug=debug) + suffix


def extract_stack(f=None, limit=None):
    """The stack without its source lines, which are read when they are shown."""
    if f is None:
        f = sys._getframe().f_back
    if limit is None:
        limit = constants.DEBUG_STACK_DEPTH
    stack = traceback.StackSummary.extract(traceback.walk_stack(f), limit=limit,
                                           lookup_lines=False)
    stack.reverse()
    return stack


def _creation_stack():
    # Of a future or handle that C++ makes: the caller's frame is its maker's.
    return extract_stack(sys._getframe(1))


def _handle_info(handle):
    info = [type(handle).__name__]
    if handle._cancelled:
        info.append('cancelled')
    when = getattr(handle, '_when', None)
    timed = when is not None
    if handle._callback is not None:
        info.append(_format_callback_source(handle._callback, handle._args,
                                            debug=handle._loop.get_debug()))
    if handle._source_traceback:
        frame = handle._source_traceback[-1]
        info.append(f'created at {frame[0]}:{frame[1]}')
    if timed:
        info.insert(2 if handle._cancelled else 1, f'when={when}')
    return info


def _handle_repr(handle):
    return f'<{" ".join(_handle_info(handle))}>'


def _handle_failed(handle, exception):
    """Tells the loop's exception handler of a callback that raised."""
    loop = handle._loop
    text = _format_callback_source(handle._callback, handle._args, debug=loop.get_debug())
    context = {
        'message': f'Exception in callback {text}',
        'exception': exception,
        'handle': handle,
    }
    if handle._source_traceback:
        context['source_traceback'] = handle._source_traceback
    loop.call_exception_handler(context)
