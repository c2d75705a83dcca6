# Every operation of a context on random operands, under random precisions, roundings and ranges:
# results and flags must be CPython's. A checksum for each operation; with arguments
# (seed, count, "-v") the program prints each case, to find a difference.
import decimal
import sys
import zlib
from decimal import Context, Decimal

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
count = int(sys.argv[2]) if len(sys.argv) > 2 else 120
verbose = "-v" in sys.argv


class Random:
    """The same numbers in every implementation of Python."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % n

    def choice(self, items):
        return items[self.below(len(items))]


random = Random(seed)
SPECIAL = ["0", "-0", "0E+3", "-0E-7", "1", "-1", "10", "1E+2", "1.000", "Infinity", "-Infinity", "NaN",
           "-NaN123", "sNaN", "-sNaN9876543210987654321", "5E-1", "1E-30", "9" * 19, "1" + "0" * 19,
           "9" * 38, "4" + "9" * 27 + "5", "0.5", "2.5", "1E+25", "1E-999", "1E+999"]
ROUNDINGS = ["ROUND_UP", "ROUND_DOWN", "ROUND_CEILING", "ROUND_FLOOR", "ROUND_HALF_UP",
             "ROUND_HALF_DOWN", "ROUND_HALF_EVEN", "ROUND_05UP"]


def digits(most):
    n = random.choice([1, 2, 3, 5, 9, 17, 18, 19, 20, 28, 37, 38, 39, 57, 80, most])
    n = min(n, most)
    kind = random.below(6)
    if kind == 0:
        return "9" * n
    if kind == 1:
        return "1" + "0" * (n - 1)
    if kind == 2:
        return str(random.below(9) + 1) + "0" * (n // 2) + "5" + "0" * (n // 3)
    return str(random.below(9) + 1) + "".join(str(random.below(10)) for _ in range(n - 1))


def number(small=False):
    if random.below(8) == 0:
        return Decimal(random.choice(SPECIAL))
    if random.below(8) == 0:
        return Decimal(random.below(41) - 20)
    text = digits(12 if small else 120)
    exponent = -len(text) + random.below(8) if small else random.below(120) - 80
    return Decimal(("-" if random.below(3) == 0 else "") + text + "E" + str(exponent))


def context():
    precision = random.choice([1, 2, 3, 5, 7, 9, 16, 18, 19, 20, 28, 34, 38, 39, 50, 100])
    widest = random.choice([0, 1, 5, 30, 99, 384, 999999, decimal.MAX_EMAX])
    return Context(prec=precision, rounding=random.choice(ROUNDINGS), Emin=-widest, Emax=widest,
                   capitals=random.below(2), clamp=random.below(4) == 0, traps=[], flags=[])


def logical():
    return Decimal("".join(random.choice("01") for _ in range(random.choice([1, 5, 19, 20, 40]))))


UNARY = ["abs", "exp", "ln", "log10", "logb", "logical_invert", "minus", "next_minus", "next_plus",
         "normalize", "number_class", "plus", "sqrt", "to_eng_string", "to_integral_exact",
         "to_integral_value", "to_sci_string", "is_normal", "is_subnormal", "create_decimal"]
BINARY = ["add", "compare", "compare_signal", "compare_total", "compare_total_mag", "divide", "divide_int",
          "divmod", "logical_and", "logical_or", "logical_xor", "max", "max_mag", "min", "min_mag",
          "multiply", "next_toward", "power", "quantize", "remainder", "remainder_near", "rotate",
          "same_quantum", "scaleb", "shift", "subtract"]
FORMATS = ["", "e", "f", "g", "%", ".0f", ".3f", ".10e", ".5g", "+.2f", "015.3f", ",", ",.4f", "<20", "^20.3e",
           "*=30", "z.2f", " .1%", "#.0f", "E", "G", ".1", "0=20,.2f", "020,.3f"]


def run(name, operands):
    c = context()
    try:
        result = str(getattr(c, name)(*operands))
    except (TypeError, ValueError) as error:
        result = type(error).__name__
    flags = ",".join(signal.__name__ for signal, set in c.flags.items() if set)
    line = f"{name} {operands} {c.prec} {c.rounding} {c.Emax} {c.clamp} -> {result} {flags}"
    if verbose:
        print(line)
    return line


def report(name, lines):
    sum = 0
    for line in lines:
        sum = zlib.crc32(line.encode(), sum)
    if not verbose:
        print(name, f"{sum:08x}")


def formatted(text):
    value = number()
    c = context()
    c.Emax, c.Emin = 999999, -999999
    decimal.setcontext(c)
    line = f"{text!r} {value!r} {c.prec} {c.rounding} -> {format(value, text)}"
    if verbose:
        print(line)
    decimal.setcontext(Context(prec=28, traps=[]))
    return line


for name in UNARY:
    costly = name in ("exp", "ln", "log10")
    report(name, [run(name, (logical() if name == "logical_invert" and random.below(4)
                             else number(costly and random.below(2) == 0),))
                  for _ in range(count)])
for name in BINARY:
    lines = []
    for _ in range(count):
        a, b = number(), number()
        if name.startswith("logical") and random.below(5):
            a, b = logical(), logical()
        if name in ("rotate", "shift", "scaleb") and random.below(4):
            b = Decimal(random.below(81) - 40)
        if name == "power":
            a, b = number(True), number(True)
            if random.below(2):
                b = Decimal(random.below(201) - 100)
        if name == "quantize" and random.below(2):
            b = Decimal("1E" + str(random.below(60) - 40))
        if random.below(10) == 0:
            b = a
        lines.append(run(name, (a, b)))
    report(name, lines)
report("fma", [run("fma", (number(), number(), number())) for _ in range(count)])
report("powmod", [run("power", (random.below(10**9) - 10**8, random.below(1000), random.below(10**6)))
                  for _ in range(count)])
report("format", [formatted(random.choice(FORMATS)) for _ in range(4 * count)])
decimal.setcontext(Context(prec=28, traps=[]))
report("int", [str(int(v)) for v in (number() for _ in range(count)) if v.is_finite()])
report("hash", [str(hash(v)) for v in (number() for _ in range(count)) if not v.is_nan()])
report("float", [str(float(v)) for v in (number() for _ in range(count)) if not v.is_snan()])
report("from float", [repr(Decimal(float(v))) for v in (number() for _ in range(count)) if v.is_finite()])
report("ratio", [str(v.as_integer_ratio()) for v in (number() for _ in range(count)) if v.is_finite()])
report("tuple", [str(v.as_tuple()) for v in (number() for _ in range(count))])
report("from tuple", [repr(Decimal(v.as_tuple())) for v in (number() for _ in range(count))])
report("compare", [str([v < w, v == w, v >= w]) for v, w in ((number(), number()) for _ in range(count))
                   if not v.is_nan() and not w.is_nan()])
