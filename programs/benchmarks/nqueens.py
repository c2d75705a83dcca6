"""All ways to place eight queens, through generators over permutations and sets."""
import sys


def permutations(items):
    if len(items) <= 1:
        yield tuple(items)
        return
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield (item,) + rest


def by_permutation(n):
    columns = range(n)
    for board in permutations(list(columns)):
        if (n == len(set(board[i] + i for i in columns)) ==
                len(set(board[i] - i for i in columns))):
            yield board


def by_search(n, row=0, columns=0, left=0, right=0):
    if row == n:
        return 1
    count = 0
    free = ((1 << n) - 1) & ~(columns | left | right)
    while free:
        bit = free & -free
        free ^= bit
        count += by_search(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1)
    return count


n = int(sys.argv[1]) if len(sys.argv) > 1 else 9
print(sum(1 for _ in by_permutation(n)), by_search(n + 1))
