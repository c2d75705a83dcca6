"""Generators: plain, delegated by yield from, expressions, and values sent in."""
import sys


def numbers(n):
    for i in range(n):
        yield i


def squares(source):
    for x in source:
        yield x * x


def tree(low, high):
    if low < high:
        middle = (low + high) // 2
        yield from tree(low, middle)
        yield middle
        yield from tree(middle + 1, high)


def running_mean():
    total = count = 0
    mean = None
    while True:
        total += yield mean
        count += 1
        mean = total // count


n = int(sys.argv[1]) if len(sys.argv) > 1 else 1200000
print(sum(squares(numbers(n))))
print(sum(x for x in squares(y for y in numbers(n)) if x % 3 == 0))
print(sum(tree(0, n // 6)))
mean = running_mean()
next(mean)
for i in range(n // 2):
    last = mean.send(i)
print(last)
