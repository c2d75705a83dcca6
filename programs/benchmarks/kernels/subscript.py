"""Kernel: list and dict subscripts, loads and stores. The unit is an iteration."""
import sys


def run(n):
    values = [0] * 64
    table = {i: i for i in range(64)}
    for i in range(n):
        k = i & 63
        values[k] = values[k] + table[k]
        table[k] = values[63 - k] & 1023
    return sum(values), sum(table.values())


print(*run(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000))
