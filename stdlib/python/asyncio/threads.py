"""Functions that wait, in threads."""

import contextvars
import functools

from . import events

__all__ = ('to_thread',)


async def to_thread(func, /, *args, **kwargs):
    """Calls func(*args, **kwargs) in a thread, in a copy of the context, and awaits its result."""
    loop = events.get_running_loop()
    context = contextvars.copy_context()
    return await loop.run_in_executor(
        None, functools.partial(context.run, func, *args, **kwargs))
