"""Futures, and how those of concurrent.futures are tied to them."""

__all__ = ('Future', 'wrap_future', 'isfuture')

import contextvars

from _asyncio import Future

from . import base_futures, events, exceptions

isfuture = base_futures.isfuture

_PENDING = base_futures._PENDING
_CANCELLED = base_futures._CANCELLED
_FINISHED = base_futures._FINISHED
_CFuture = Future


def _get_loop(future):
    try:
        get_loop = future.get_loop
    except AttributeError:
        return future._loop
    return get_loop()


def _set_result_unless_cancelled(future, result):
    if not future.cancelled():
        future.set_result(result)


def _concurrent():
    # Who has a future of concurrent.futures has loaded it; others need not.
    import concurrent.futures
    return concurrent.futures


def _convert_future_exc(exception):
    concurrent = _concurrent()
    kind = type(exception)
    if kind is concurrent.CancelledError:
        kind = exceptions.CancelledError
    elif kind is concurrent.InvalidStateError:
        kind = exceptions.InvalidStateError
    else:
        return exception
    return kind(*exception.args).with_traceback(exception.__traceback__)


def _set_concurrent_future_state(concurrent_future, source):
    assert source.done()
    if source.cancelled():
        concurrent_future.cancel()
    if not concurrent_future.set_running_or_notify_cancel():
        return
    exception = source.exception()
    if exception is not None:
        concurrent_future.set_exception(_convert_future_exc(exception))
    else:
        concurrent_future.set_result(source.result())


def _copy_future_state(source, target):
    assert source.done()
    if target.cancelled():
        return
    assert not target.done()
    if source.cancelled():
        target.cancel()
        return
    exception = source.exception()
    if exception is not None:
        target.set_exception(_convert_future_exc(exception))
    else:
        target.set_result(source.result())


def _chain_future(source, target):
    """What source comes to, target comes to; and if target is cancelled, so is source."""
    concurrent_future = _concurrent().Future
    if not isfuture(source) and not isinstance(source, concurrent_future):
        raise TypeError('A future is required for source argument')
    if not isfuture(target) and not isinstance(target, concurrent_future):
        raise TypeError('A future is required for destination argument')
    source_loop = _get_loop(source) if isfuture(source) else None
    target_loop = _get_loop(target) if isfuture(target) else None

    def set_state(future, other):
        if isfuture(future):
            _copy_future_state(other, future)
        else:
            _set_concurrent_future_state(future, other)

    def target_done(target):
        if target.cancelled():
            if source_loop is None or source_loop is target_loop:
                source.cancel()
            else:
                source_loop.call_soon_threadsafe(source.cancel)

    def source_done(source):
        if target.cancelled() and target_loop is not None and target_loop.is_closed():
            return
        if target_loop is None or target_loop is source_loop:
            set_state(target, source)
        else:
            if target_loop.is_closed():
                return
            target_loop.call_soon_threadsafe(set_state, target, source)

    target.add_done_callback(target_done)
    source.add_done_callback(source_done)


def wrap_future(future, *, loop=None):
    """A Future that comes to what a future of concurrent.futures comes to."""
    if isfuture(future):
        return future
    assert isinstance(future, _concurrent().Future), \
        f'concurrent.futures.Future is expected, got {future!r}'
    if loop is None:
        loop = events.get_event_loop()
    wrapped = loop.create_future()
    _chain_future(future, wrapped)
    return wrapped


# There is one implementation.
_PyFuture = Future
