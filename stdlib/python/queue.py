"""Queues between threads: first in first out, last in first out, and by priority.

One lock guards a queue; three conditions on it tell that there is an item, that there is room, and
that all work is done. SimpleQueue is _queue's, or else _PySimpleQueue.
"""

import threading
import types

from collections import deque
from heapq import heappop, heappush
from itertools import repeat
from time import monotonic as time

try:
    from _queue import Empty, SimpleQueue
except ImportError:
    SimpleQueue = None

    class Empty(Exception):
        """There is nothing in the queue."""

__all__ = [
    "Empty", "Full", "ShutDown", "Queue", "PriorityQueue", "LifoQueue", "SimpleQueue",
]


class Full(Exception):
    """There is no room in the queue."""


class ShutDown(Exception):
    """The queue was shut down."""


class Queue:
    """First in, first out. At most maxsize items, if that is above zero.

    A subclass has another order by its own _init(), _qsize(), _put() and _get(), which are called
    with the lock taken.
    """

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self._init(maxsize)
        self.mutex = threading.Lock()
        self.not_empty = threading.Condition(self.mutex)
        self.not_full = threading.Condition(self.mutex)
        self.all_tasks_done = threading.Condition(self.mutex)
        self.unfinished_tasks = 0
        self.is_shutdown = False

    def task_done(self):
        """Tell that the work on an item that get() gave is done; join() waits for that."""
        with self.all_tasks_done:
            left = self.unfinished_tasks - 1
            if left < 0:
                raise ValueError("task_done() called too many times")
            self.unfinished_tasks = left
            if not left:
                self.all_tasks_done.notify_all()

    def join(self):
        """Wait until the work on all items is done."""
        with self.all_tasks_done:
            while self.unfinished_tasks:
                self.all_tasks_done.wait()

    def qsize(self):
        """How many items there are now."""
        with self.mutex:
            return self._qsize()

    def empty(self):
        """Whether there is no item now."""
        with self.mutex:
            return not self._qsize()

    def full(self):
        """Whether there is no room now."""
        with self.mutex:
            return 0 < self.maxsize <= self._qsize()

    def put(self, item, block=True, timeout=None):
        """Put an item in, waiting for room: timeout seconds, or without limit if that is None.

        Raises Full if there is none in time, or at once if block is false; ShutDown.
        """
        with self.not_full:
            if self.is_shutdown:
                raise ShutDown
            if self.maxsize > 0:
                for wait in _waits(block, timeout):
                    if self._qsize() < self.maxsize:
                        break
                    if wait is False:
                        raise Full
                    self.not_full.wait(wait)
                    if self.is_shutdown:
                        raise ShutDown
            self._put(item)
            self.unfinished_tasks += 1
            self.not_empty.notify()

    def get(self, block=True, timeout=None):
        """Take an item, waiting for one: timeout seconds, or without limit if that is None.

        Raises Empty if there is none in time, or at once if block is false; ShutDown if there is
        none and there won't be any.
        """
        with self.not_empty:
            if self.is_shutdown and not self._qsize():
                raise ShutDown
            for wait in _waits(block, timeout):
                if self._qsize():
                    break
                if wait is False:
                    raise Empty
                self.not_empty.wait(wait)
                if self.is_shutdown and not self._qsize():
                    raise ShutDown
            item = self._get()
            self.not_full.notify()
            return item

    def put_nowait(self, item):
        """The same as put(item, block=False)."""
        return self.put(item, block=False)

    def get_nowait(self):
        """The same as get(block=False)."""
        return self.get(block=False)

    def shutdown(self, immediate=False):
        """Let put() raise ShutDown, and get() when the queue is empty; immediate empties it."""
        with self.mutex:
            self.is_shutdown = True
            if immediate:
                while self._qsize():
                    self._get()
                    if self.unfinished_tasks > 0:
                        self.unfinished_tasks -= 1
                self.all_tasks_done.notify_all()
            self.not_empty.notify_all()
            self.not_full.notify_all()

    def _init(self, maxsize):
        self.queue = deque()

    def _qsize(self):
        return len(self.queue)

    def _put(self, item):
        self.queue.append(item)

    def _get(self):
        return self.queue.popleft()

    __class_getitem__ = classmethod(types.GenericAlias)


def _waits(block, timeout):
    # How long to wait for each time that there is nothing: None without limit, False not at all.
    if not block:
        return _ONCE
    if timeout is None:
        return _FOREVER
    if timeout < 0:
        raise ValueError("'timeout' must be a non-negative number")
    return _until(time() + timeout)


# Endless, so both can be shared.
_ONCE, _FOREVER = repeat(False), repeat(None)


def _until(end):
    while True:
        left = end - time()
        yield left if left > 0 else False


class PriorityQueue(Queue):
    """The least item first. Items are often tuples (priority, data)."""

    def _init(self, maxsize):
        self.queue = []

    def _put(self, item):
        heappush(self.queue, item)

    def _get(self):
        return heappop(self.queue)


class LifoQueue(Queue):
    """Last in, first out."""

    def _init(self, maxsize):
        self.queue = []

    def _get(self):
        return self.queue.pop()


class _PySimpleQueue:
    """A model of SimpleQueue."""

    def __init__(self):
        self._queue = deque()
        self._count = threading.Semaphore(0)

    def put(self, item, block=True, timeout=None):
        """Append the item; block and timeout are there because Queue has them."""
        self._queue.append(item)
        self._count.release()

    def get(self, block=True, timeout=None):
        """Take the first item, waiting for one as Queue.get() does."""
        if timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        if not self._count.acquire(block, timeout):
            raise Empty
        return self._queue.popleft()

    def put_nowait(self, item):
        """The same as put(item)."""
        return self.put(item, block=False)

    def get_nowait(self):
        """The same as get(False)."""
        return self.get(block=False)

    def empty(self):
        """Whether there is no item now."""
        return not self._queue

    def qsize(self):
        """How many items there are now."""
        return len(self._queue)

    __class_getitem__ = classmethod(types.GenericAlias)


if SimpleQueue is None:
    SimpleQueue = _PySimpleQueue
