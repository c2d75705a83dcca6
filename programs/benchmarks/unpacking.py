"""Tuple and list unpacking, swaps, starred targets, star arguments, multiple results."""
import sys


def divide(a, b):
    return a // b, a % b


def spread(first, *rest, scale=1, **options):
    return first + len(rest) * scale + len(options)


def run(n):
    a, b, c = 1, 2, 3
    total = 0
    pairs = [(i, (i + 1, i + 2)) for i in range(100)]
    options = {"x": 1, "y": 2}
    for i in range(n):
        a, b, c = b, c, a
        q, r = divide(i, 7)
        head, *tail = (q, r, a, b)
        x, (y, z) = pairs[i % 100]
        total += a + q * r + len(tail) + x + y - z
        if i % 4 == 0:
            args = (q, r, c)
            total += spread(*args, scale=2, **options)
            [first, *_, last] = [*args, *tail]
            total += first - last
    for i, (x, (y, z)) in enumerate(pairs * (n // 1000)):
        total += i & (x + y + z)
    return total


n = int(sys.argv[1]) if len(sys.argv) > 1 else 600000
print(run(n))
