"""Largest eigenvalue of an infinite matrix by the power method: calls and float division."""
import sys
from math import sqrt


def entry(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector):
    n = len(vector)
    return [sum(entry(i, j) * vector[j] for j in range(n)) for i in range(n)]


def times_transposed(vector):
    n = len(vector)
    result = []
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += entry(j, i) * vector[j]
        result.append(total)
    return result


n = int(sys.argv[1]) if len(sys.argv) > 1 else 260
u = [1.0] * n
for _ in range(10):
    v = times_transposed(times(u))
    u = times_transposed(times(v))
print("%.9f" % sqrt(sum(a * b for a, b in zip(u, v)) / sum(b * b for b in v)))
