"""Kernel: resuming a generator. The unit is a resume."""
import sys


def numbers(n):
    i = 0
    while i < n:
        yield i
        i += 1


def run(n):
    total = 0
    for x in numbers(n):
        total += x
    return total


print(run(int(sys.argv[1]) if len(sys.argv) > 1 else 6_000_000))
