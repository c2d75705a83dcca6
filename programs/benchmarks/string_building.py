"""Strings grown piece by piece: +=, join of a list, io.StringIO, repr and formatting."""
import io
import sys


def by_addition(n):
    s = ""
    for i in range(n):
        s += "x"
        s += str(i)
    return len(s)


def by_join(n):
    parts = []
    for i in range(n):
        parts.append("item ")
        parts.append(repr(i))
    return len("".join(parts))


def by_buffer(n):
    buffer = io.StringIO()
    for i in range(n):
        buffer.write("row ")
        buffer.write(f"{i:05d}\n")
    return len(buffer.getvalue())


def by_format(n):
    return sum(len("{}:{:>4}".format(i, i % 100)) + len("%d/%s" % (i, "ab")) for i in range(n))


n = int(sys.argv[1]) if len(sys.argv) > 1 else 1200000
print(by_addition(n), by_join(n), by_buffer(n // 2), by_format(n // 3))
