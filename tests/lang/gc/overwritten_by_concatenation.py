# The old value of a local goes when the sum of a fresh string and another takes its place.
import sys


class Text(str):
    def __del__(self):
        print('gone')


def strings():
    kept = []
    s = Text('a')
    s = str(1) + 'x' * 10
    print(s)
    for i in range(3):
        s = 'q' * 5000 + str(i)
        kept.append(sys.getrefcount(s))
        s = str(i) + 'w' * 5000
    return kept, s[:4]


def ints():
    n = 1 << 50
    for i in range(3):
        before = n
        n = n * 3 + i
        print(before, n, n is before)
    same = n
    n += 1 << 52
    n -= 1
    print(same, n, -n // 7, -n % 7, n >> 3, n << 20, n & 0xffff, n | 1 << 60, n ^ same, -n >> 70)
    n = -n
    n *= 5
    n = n * n
    print(n, (n % (1 << 61)), -(1 << 63) // 3, (1 << 63) - 1 + 1, (1 << 64) - 1 - -1, ((1 << 63) + 5) * 1)
    return n


print(strings())
print(ints())
