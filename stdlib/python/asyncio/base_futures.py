"""The texts of futures."""

__all__ = ()

import reprlib

from . import format_helpers

_PENDING = 'PENDING'
_CANCELLED = 'CANCELLED'
_FINISHED = 'FINISHED'


def isfuture(obj):
    """Whether obj is a Future: what says by its class whether it blocks counts as one."""
    return (hasattr(obj.__class__, '_asyncio_future_blocking')
            and obj._asyncio_future_blocking is not None)


def _format_callbacks(callbacks):
    def name(entry):
        return format_helpers._format_callback_source(entry[0], ())

    count = len(callbacks)
    if count == 0:
        text = ''
    elif count == 1:
        text = name(callbacks[0])
    elif count == 2:
        text = f'{name(callbacks[0])}, {name(callbacks[1])}'
    else:
        text = f'{name(callbacks[0])}, <{count - 2} more>, {name(callbacks[-1])}'
    return f'cb=[{text}]'


def _future_repr_info(future):
    info = [future._state.lower()]
    if future._state == _FINISHED:
        if future._exception is not None:
            info.append(f'exception={future._exception!r}')
        else:
            # reprlib keeps it short.
            info.append(f'result={reprlib.repr(future._result)}')
    if future._callbacks:
        info.append(_format_callbacks(future._callbacks))
    if future._source_traceback:
        frame = future._source_traceback[-1]
        info.append(f'created at {frame[0]}:{frame[1]}')
    return info


@reprlib.recursive_repr()
def _future_repr(future):
    return f'<{type(future).__name__} {" ".join(_future_repr_info(future))}>'
