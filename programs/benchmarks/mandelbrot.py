"""Escape times over a grid: float and complex arithmetic in a tight loop."""
import sys


def escape(cr, ci, limit):
    zr = zi = 0.0
    for step in range(limit):
        zr2, zi2 = zr * zr, zi * zi
        if zr2 + zi2 > 4.0:
            return step
        zi = 2.0 * zr * zi + ci
        zr = zr2 - zi2 + cr
    return limit


def escape_complex(c, limit):
    z = 0j
    for step in range(limit):
        if abs(z) > 2.0:
            return step
        z = z * z + c
    return limit


size = int(sys.argv[1]) if len(sys.argv) > 1 else 300
total = 0
for row in range(size):
    ci = 2.0 * row / size - 1.0
    for column in range(size):
        cr = 3.0 * column / size - 2.0
        total += escape(cr, ci, 100)
        if (row + column) % 4 == 0:
            total += escape_complex(complex(cr, ci), 100)
print(size, total)
