"""Kernel: integer arithmetic in a while loop. The unit is an iteration."""
import sys


def run(n):
    i = total = 0
    while i < n:
        total = (total + i * 3) & 0xFFFFFF
        i += 1
    return total


print(run(int(sys.argv[1]) if len(sys.argv) > 1 else 8_000_000))
