"""List, set and dict comprehensions, nested and filtered, and generator expressions."""
import sys


def run(n):
    total = 0
    for r in range(n):
        squares = [x * x for x in range(100)]
        evens = [x for x in squares if x % 2 == 0]
        pairs = [(x, y) for x in range(10) for y in range(10) if x != y]
        table = {x: x + r for x in evens}
        kinds = {x % 7 for x in squares}
        rows = [[c * r for c in range(5)] for _ in range(5)]
        total += len(pairs) + len(kinds) + sum(v for v in table.values()) + rows[4][4]
        total += sum([a * b for a, b in pairs]) + max(x for x in evens)
    return total


n = int(sys.argv[1]) if len(sys.argv) > 1 else 11000
print(run(n))
