# Ctrl-C ends what computes long in C++: within seconds, of work that would take minutes.
import collections
import hashlib
import itertools
import json
import math
import os
import signal
import sys
import time

sys.set_int_max_str_digits(0)
big = (1 << 20_000_000) - 1
digits = "7" * 5_000_000


def square_for_ever():
    x = 3
    while True:
        x *= x


WORK = {
    "product": square_for_ever,
    "power": lambda: [3 ** (1 << 28) for _ in range(1000)],
    "modular power": lambda: pow(3, big, big - 2),
    "text of an int": lambda: [str(big) for _ in range(1000)],
    "int of a text": lambda: [int(digits) for _ in range(1000)],
    "division": lambda: [big // 12345678901234567890123 ** 99999 for _ in range(1000)],
    "root": lambda: [math.isqrt(big) for _ in range(1000)],
    "divisor": lambda: [math.gcd(big, big * 3 - 2) for _ in range(1000)],
    "key derivation": lambda: hashlib.pbkdf2_hmac("sha256", b"a", b"b", 2**31 - 1),
    "repeated list": lambda: [[None, 1] * 5_000_000 for _ in range(1000)] and None,
    "json": lambda: [json.dumps([1] * 3_000_000) for _ in range(1000)],
    "random bytes": lambda: [len(os.urandom(1 << 28)) for _ in range(1000)],
    "file without an end": lambda: [len(open("/dev/zero", "rb").read(1 << 27)) for _ in range(1000)],
    "membership": lambda: -1 in itertools.count(),
    "sum": lambda: math.fsum(itertools.repeat(1.0)),
    "queue": lambda: collections.deque(itertools.repeat(1), maxlen=0),
}
for name, work in WORK.items():
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.read(reader, 1)  # not before the parent is where the interrupt is caught
        time.sleep(0.15)
        os.kill(os.getppid(), signal.SIGINT)
        os._exit(0)
    start = time.monotonic()
    try:
        os.write(writer, b".")
        work()
        print(name, "ended")
    except KeyboardInterrupt:
        late = time.monotonic() - start
        print(name, "interrupted" if late < 6 else f"interrupted after {late} s")
    os.wait()
    os.close(reader)
    os.close(writer)
# The VM's state is sound after work was given up.
print((big + 1).bit_length(), math.isqrt(big).bit_length())
