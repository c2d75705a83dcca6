"""Nested loops over small integers: arithmetic, comparison and branches only."""
import sys


def collatz(limit):
    best, best_length = 0, 0
    for start in range(1, limit):
        n, length = start, 1
        while n != 1:
            if n & 1:
                n = 3 * n + 1
            else:
                n >>= 1
            length += 1
        if length > best_length:
            best, best_length = start, length
    return best, best_length


def triples(limit):
    count = 0
    for a in range(1, limit):
        for b in range(a, limit):
            c2 = a * a + b * b
            for c in range(b, limit):
                if c * c == c2:
                    count += 1
                elif c * c > c2:
                    break
    return count


scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1
print(collatz(60000 * scale), triples(260))
