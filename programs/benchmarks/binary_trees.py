"""Builds and walks complete binary trees: allocation and release of many small objects."""
import sys


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def build(depth):
    if depth == 0:
        return Node(None, None)
    return Node(build(depth - 1), build(depth - 1))


def count(node):
    if node.left is None:
        return 1
    return 1 + count(node.left) + count(node.right)


depth = int(sys.argv[1]) if len(sys.argv) > 1 else 16
long_lived = build(depth)
for d in range(4, depth + 1, 4):
    rounds = 1 << (depth - d + 2)
    print(d, rounds, sum(count(build(d)) for _ in range(rounds)))
print(depth, count(long_lived))
