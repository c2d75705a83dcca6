"""Digits of pi by Gibbons' spigot: multiplication and division of growing integers."""
import sys


def digits():
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < n * t:
            yield n
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, l = (q * k, (2 * q + r) * l, t * l, k + 1,
                                (q * (7 * k + 2) + r * l) // (t * l), l + 2)


count = int(sys.argv[1]) if len(sys.argv) > 1 else 3600
source = digits()
text = "".join(str(next(source)) for _ in range(count))
print(text[:20], text[-20:], sum(map(int, text)))
