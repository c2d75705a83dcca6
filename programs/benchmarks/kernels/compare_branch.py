"""Kernel: comparisons and branches on integers. The unit is an iteration."""
import sys


def run(n):
    low = middle = high = 0
    for i in range(n):
        k = i % 100
        if k < 30:
            low += 1
        elif k <= 60 and k != 45:
            middle += 1
        elif k > 90 or k == 45:
            high += 1
    return low, middle, high


print(*run(int(sys.argv[1]) if len(sys.argv) > 1 else 7_000_000))
