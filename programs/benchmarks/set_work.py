"""Sets: building, membership, algebra, and a breadth-first search over visited states."""
import sys


def search(limit):
    seen = {1}
    frontier = [1]
    steps = 0
    while frontier:
        steps += 1
        following = []
        for n in frontier:
            for m in (n * 2, n + 3, n // 3):
                if 0 < m < limit and m not in seen:
                    seen.add(m)
                    following.append(m)
        frontier = following
    return steps, len(seen)


def algebra(n):
    total = 0
    evens = set(range(0, 2000, 2))
    for i in range(n):
        threes = set(range(i % 7, 2000, 3))
        total += len(evens & threes) + len(threes - evens) + len(evens | threes)
        total += sum(1 for x in (5, 6, 7, 8) if x in threes)
    return total


scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1
print(search(700000 * scale), algebra(3000 * scale),
      len({(i % 1000, i % 7) for i in range(200000)}))
