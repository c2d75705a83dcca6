"""Kernel: raising in a callee and catching in the caller. The unit is a raise."""
import sys


class Stop(Exception):
    pass


def refuse():
    raise Stop


def run(n):
    caught = 0
    for _ in range(n):
        try:
            refuse()
        except Stop:
            caught += 1
    return caught


print(run(int(sys.argv[1]) if len(sys.argv) > 1 else 2_500_000))
