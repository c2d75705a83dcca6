"""with statements: Python context managers, nested ones, ones that swallow, contextlib's."""
import sys
from contextlib import contextmanager


class Span:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        self.log[0] += 1
        return self

    def __exit__(self, kind, value, traceback):
        self.log[1] += 1
        return kind is KeyError


@contextmanager
def scoped(log):
    log[0] += 1
    try:
        yield log
    finally:
        log[1] += 1


def run(n):
    log = [0, 0]
    span = Span(log)
    total = 0
    for i in range(n):
        with span as s:
            total += s.log[0] & 1
        with Span(log), span:
            total += 1
        if i % 4 == 0:
            with span:
                raise KeyError(i)
            with scoped(log) as l:
                total += l[1] & 1
        if i % 8 == 1:
            with scoped(log) as l:
                total += l[1] & 1
    return total, log


n = int(sys.argv[1]) if len(sys.argv) > 1 else 400000
print(run(n))
