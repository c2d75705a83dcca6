"""Making instances: plain, with inheritance, __slots__, __new__, dataclass-like and empty ones."""
import sys


class Empty:
    pass


class Pair:
    def __init__(self, a, b):
        self.a = a
        self.b = b


class Triple(Pair):
    def __init__(self, a, b, c=0):
        super().__init__(a, b)
        self.c = c


class Slim:
    __slots__ = ("v",)

    def __init__(self, v):
        self.v = v


class Cached:
    made = 0

    def __new__(cls, *args):
        cls.made += 1
        return super().__new__(cls)

    def __init__(self, v):
        self.v = v


class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y


def run(n):
    total = 0
    position, step = Vector(0, 0), Vector(1, 2)
    kept = []
    for i in range(n):
        Empty()
        total += Pair(i, 1).b + Triple(1, 2, c=i).c + Slim(3).v
        position = position + step
        if i % 4 == 0:
            total += Cached(i).v
            kept.append(Pair(i, i))
    return total, position.x, position.y, Cached.made, len(kept), position == Vector(n, 2 * n)


n = int(sys.argv[1]) if len(sys.argv) > 1 else 300000
print(run(n))
