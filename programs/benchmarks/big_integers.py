"""Arithmetic past 64 bits: Fibonacci, factorials, modular powers, division, text, mixing."""
import sys


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result


def probable_prime(n, bases=(2, 3, 5, 7, 11, 13)):
    d, s = n - 1, 0
    while d % 2 == 0:
        d //= 2
        s += 1
    for base in bases:
        x = pow(base, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def mixing(n):
    h = 0xCBF29CE484222325
    for i in range(n):
        h = ((h ^ (i & 255)) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def square_root(n):
    x = 1 << ((n.bit_length() + 1) // 2)
    while (y := (x + n // x) // 2) < x:
        x = y
    return x


scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1
f = fibonacci(40000 * scale)
print(f % 10 ** 20, len(hex(f)), mixing(1600000 * scale))
print(factorial(1200) % (10 ** 9 + 7), sum(map(int, str(factorial(1000)))))
print([k for k in range(1, 1500) if probable_prime((1 << 128) + k)])
print(square_root(10 ** 1000) % 10 ** 10, sum(square_root(10 ** 60 + i) & 1 for i in range(9000)))
