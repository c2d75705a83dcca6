"""Pancake flips over all permutations: list indexing, slicing and assignment."""
import sys


def fannkuch(n):
    permutation = list(range(n))
    counts = [0] * n
    most = checksum = index = 0
    r = n
    while True:
        while r != 1:
            counts[r - 1] = r
            r -= 1
        if permutation[0] != 0:
            work = permutation[:]
            flips = 0
            first = work[0]
            while first:
                work[:first + 1] = work[first::-1]
                flips += 1
                first = work[0]
            most = max(most, flips)
            checksum += flips if index % 2 == 0 else -flips
        index += 1
        while True:
            if r == n:
                return checksum, most
            permutation.insert(r, permutation.pop(0))
            counts[r] -= 1
            if counts[r] > 0:
                break
            r += 1


n = int(sys.argv[1]) if len(sys.argv) > 1 else 9
print(n, fannkuch(n))
