"""Attribute loads and stores, method calls through inheritance, properties and __slots__."""
import sys


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def move(self, dx, dy):
        self.x += dx
        self.y += dy
        return self

    def norm(self):
        return abs(self.x) + abs(self.y)

    @property
    def double(self):
        return self.x * 2

    @staticmethod
    def origin():
        return 0

    @classmethod
    def kind(cls):
        return 1


class Coloured(Point):
    colour = 3

    def norm(self):
        return super().norm() + self.colour


class Slotted:
    __slots__ = ("value",)

    def __init__(self):
        self.value = 0

    def bump(self):
        self.value += 1


def run(n):
    points = [Point(1, 2), Coloured(3, 4)]
    slotted = Slotted()
    total = 0
    for i in range(n):
        p = points[i & 1]
        p.move(1, -1)
        total += p.norm() + p.double + p.origin() + p.kind()
        slotted.bump()
    return total, slotted.value, points[0].x, points[1].y


n = int(sys.argv[1]) if len(sys.argv) > 1 else 700000
print(run(n))
