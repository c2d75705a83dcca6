"""Kernel: a walk over a list of objects reading one attribute. The unit is an element."""
import sys


class Item:
    def __init__(self, weight):
        self.weight = weight


def run(n):
    items = [Item(i % 10) for i in range(1000)]
    total = 0
    for _ in range(n):
        for item in items:
            total += item.weight
    return total


print(run(int(sys.argv[1]) if len(sys.argv) > 1 else 14_000))
