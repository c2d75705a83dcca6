"""Sorting: the built-in sort with and without keys, and quick, heap and merge sort in Python."""
import sys


def sequence(n, seed=42):
    values = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        values.append(seed)
    return values


def quick(values):
    if len(values) <= 1:
        return values
    pivot = values[len(values) // 2]
    return (quick([v for v in values if v < pivot]) + [v for v in values if v == pivot] +
            quick([v for v in values if v > pivot]))


def heap(values):
    values = values[:]
    n = len(values)

    def sift(root, end):
        while (child := 2 * root + 1) < end:
            if child + 1 < end and values[child] < values[child + 1]:
                child += 1
            if values[root] >= values[child]:
                return
            values[root], values[child] = values[child], values[root]
            root = child
    for root in range(n // 2 - 1, -1, -1):
        sift(root, n)
    for end in range(n - 1, 0, -1):
        values[0], values[end] = values[end], values[0]
        sift(0, end)
    return values


def merge(values):
    if len(values) <= 1:
        return values
    middle = len(values) // 2
    left, right = merge(values[:middle]), merge(values[middle:])
    result = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            result.append(left[i])
            i += 1
        else:
            result.append(right[j])
            j += 1
    return result + left[i:] + right[j:]


n = int(sys.argv[1]) if len(sys.argv) > 1 else 36000
data = sequence(n)
expected = sorted(data)
assert quick(data) == heap(data) == merge(data) == expected
many = sequence(n * 6, 7)
print(sum(expected[::97]), sorted(many)[n], sorted(many, key=lambda v: v % 1009)[n],
      sorted(map(str, many), reverse=True)[n], sorted((v % 100, v) for v in many)[n])
