"""Lists: sieve, matrix product, append and pop, slices, reversal, membership."""
import sys


def sieve(n):
    flags = [True] * n
    flags[0] = flags[1] = False
    for i in range(2, int(n ** 0.5) + 1):
        if flags[i]:
            for k in range(i * i, n, i):
                flags[k] = False
    return sum(flags)


def matrix(n):
    a = [[i * j % 7 for j in range(n)] for i in range(n)]
    b = [[i + j for j in range(n)] for i in range(n)]
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        row = a[i]
        for j in range(n):
            total = 0
            for k in range(n):
                total += row[k] * b[k][j]
            c[i][j] = total
    return sum(map(sum, c))


def stack(n):
    items = []
    total = 0
    for i in range(n):
        items.append(i)
        if i % 3 == 0:
            total += items.pop()
        if i % 1000 == 0:
            items = items[-50:]
            items.reverse()
            items.extend([i, i])
            total += items.index(i)
    return total + len(items)


scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1
print(sieve(2500000 * scale), matrix(150), stack(2000000 * scale))
