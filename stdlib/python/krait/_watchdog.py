"""The blocking watchdog: which line holds an event loop, named while it still does.

A thread looks at the loop's thread several times within the limit. A callback blocks when two looks
that are as far apart as the limit find the same callback's frame in the same round of the loop.
LIMIT: a look needs the GIL, so a call into C++ that keeps it is seen when it comes back.
"""

import sys
import threading
import time
import warnings
from collections import namedtuple

__all__ = ["watchdog", "Blocked", "LoopBlockedWarning"]

Blocked = namedtuple("Blocked", "seconds file line function stack")
Blocked.__doc__ = """A callback that holds the loop: for how long so far, the line that runs now,
and all lines down to the callback as (file, line, function), the innermost first."""


class LoopBlockedWarning(RuntimeWarning):
    """A callback holds the event loop for too long."""


class watchdog:
    """Watches an event loop, the running one unless given, from entering to leaving or stop().

    limit: seconds that a callback may take. Each time one takes longer, while it does,
    callback(blocked) is called in the watchdog's thread; without a callback a LoopBlockedWarning
    is given for the line. records has all of them.
    """

    def __init__(self, limit=0.1, callback=None, *, loop=None):
        if limit <= 0:
            raise ValueError("the limit must be positive")
        self.limit, self.callback, self.loop = limit, callback, loop
        self.records = []
        self._rounds = 0
        self._idle = False
        self._stopped = threading.Event()
        self._thread = None

    def __enter__(self):
        import asyncio
        if self.loop is None:
            self.loop = asyncio.get_running_loop()
        self._selector = self.loop._selector
        self._select = self._selector.select
        self._selector.select = self._watched_select
        self._watched = threading.get_ident()
        self._thread = threading.Thread(target=self._watch, name="krait watchdog", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *details):
        self.stop()

    def stop(self):
        if self._thread is None or self._stopped.is_set():
            return
        self._stopped.set()
        del self._selector.select
        self._thread.join()

    def _watched_select(self, timeout=None):
        self._idle = True
        try:
            return self._select(timeout)
        finally:
            self._rounds += 1
            self._idle = False

    def _watch(self):
        seen = reported = since = None
        while not self._stopped.wait(self.limit / 4):
            now = time.monotonic()
            stack = [] if self._idle else self._stack()
            key = (self._rounds, id(stack[-1])) if stack else None
            if key is None or key != seen:
                seen, since = key, now
            elif now - since >= self.limit and reported != key:
                reported = key
                self._report(now - since, stack)
            del stack

    def _stack(self):
        """Frames from the running one to the callback's, within the loop's round."""
        frame = sys._current_frames().get(self._watched)
        stack = []
        while frame is not None:
            if frame.f_code.co_name == "_run_once":
                return stack or [frame]
            stack.append(frame)
            frame = frame.f_back
        return []

    def _report(self, seconds, stack):
        lines = tuple((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_qualname)
                      for frame in stack)
        blocked = Blocked(seconds, *lines[0], lines)
        self.records.append(blocked)
        if self.callback is not None:
            self.callback(blocked)
            return
        file, line, function = lines[0]
        warnings.warn_explicit(f"the event loop is held for {seconds:.2f} s by {function}",
                               LoopBlockedWarning, file, line)
