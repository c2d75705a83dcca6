# A handler runs within a loop in C++ that would go on for ever. CPython would not come back from these.
import collections
import itertools
import math
import signal


class Enough(Exception):
    pass


def handler(number, frame):
    raise Enough


signal.signal(signal.SIGALRM, handler)
for run in (lambda: sum(itertools.repeat(0)), lambda: any(itertools.repeat(0)), lambda: max(itertools.repeat(0)),
            lambda: sum(range(10**14)), lambda: 1 in itertools.repeat(0), lambda: next(filter(None, itertools.repeat(0))),
            lambda: collections.deque(itertools.count(), maxlen=1), lambda: set(itertools.repeat(0)),
            lambda: next(itertools.compress(itertools.repeat(0), itertools.repeat(0))),
            lambda: math.prod(range(1, 10**6))):
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        run()
    except Enough:
        pass
    else:
        assert False
