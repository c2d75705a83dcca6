"""Kernel: an attribute read-modify-write in a method call. The unit is a call."""
import sys


class Counter:
    def __init__(self):
        self.value = 0
        self.step = 3

    def bump(self, by):
        self.value = self.value + self.step + by
        return self.value


def run(n):
    counter = Counter()
    for i in range(n):
        counter.bump(i)
    return counter.value


print(run(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000_000))
