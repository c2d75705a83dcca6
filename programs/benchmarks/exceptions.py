"""Raise and catch: near, through frames, with finally, from builtins, and try without a raise."""
import sys


class Refused(Exception):
    pass


def check(i):
    if i % 2:
        raise Refused(i)
    return i


def through(i, depth):
    if depth == 0:
        return check(i)
    try:
        return through(i, depth - 1)
    finally:
        through.unwound += 1


def run(n):
    caught = total = missing = 0
    table = {1: 1}
    for i in range(n):
        try:
            total += check(i)
        except Refused as e:
            caught += e.args[0] & 1
        try:
            total += table[i & 3]
        except KeyError:
            missing += 1
        try:
            total += 1
        except ValueError:
            total = 0
        if i % 8 == 0:
            try:
                through(i + 1, 5)
            except Refused:
                caught += 1
            try:
                int("x")
            except (TypeError, ValueError):
                caught += 1
    return total, caught, missing, through.unwound


through.unwound = 0
n = int(sys.argv[1]) if len(sys.argv) > 1 else 400000
print(run(n))
