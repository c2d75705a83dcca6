"""Kernel: float arithmetic on locals. The unit is an iteration."""
import sys


def run(n):
    x, y, dt = 1.0, 0.0, 0.001
    energy = 0.0
    for _ in range(n):
        x, y = x - y * dt, y + x * dt
        energy += x * x + y * y
        energy *= 0.999999
    return energy


print("%.12g" % run(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000))
