"""Dicts with int, str and tuple keys: counting, grouping, update, deletion, iteration."""
import sys


def run(n):
    counts = {}
    for i in range(n):
        key = i * 7919 % 10007
        counts[key] = counts.get(key, 0) + 1
    groups = {}
    for key, value in counts.items():
        groups.setdefault(value, []).append(key)
    words = {}
    for i in range(n // 2):
        name = "k%d" % (i % 5000)
        if name in words:
            words[name] += i
        else:
            words[name] = i
    grid = {}
    for x in range(150):
        for y in range(150):
            grid[x, y] = x ^ y
    total = 0
    for (x, y), value in grid.items():
        total += value * (grid.get((x + 1, y), 0) - grid.get((x, y + 1), 0))
    for key in list(words):
        if words[key] % 2:
            del words[key]
    merged = {**words, **{k: 1 for k in range(100)}}
    return len(counts), sorted(map(len, groups.values())), len(words), total, len(merged)


n = int(sys.argv[1]) if len(sys.argv) > 1 else 2000000
print(run(n))
