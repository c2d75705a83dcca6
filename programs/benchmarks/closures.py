"""Functions made in functions: captured variables read and written, callbacks, decorators."""
import sys


def counter(step):
    total = 0

    def bump(by=1):
        nonlocal total
        total += step * by
        return total
    return bump


def compose(*functions):
    def composed(x):
        for f in functions:
            x = f(x)
        return x
    return composed


def traced(f):
    calls = [0]

    def wrapper(*args):
        calls[0] += 1
        return f(*args)
    wrapper.calls = calls
    return wrapper


@traced
def add(a, b):
    return a + b


n = int(sys.argv[1]) if len(sys.argv) > 1 else 600000
bump = counter(3)
pipeline = compose(lambda x: x + 1, lambda x: x * 2, lambda x: x - 3)
total = 0
for i in range(n):
    total += bump() + pipeline(i) + (lambda k: k + i)(5) + add(i, 1)
    if i % 64 == 0:
        bump = counter(i & 7)
print(total, add.calls)
