# What 3.12 and 3.13 added to modules of the library that is loaded from 3.11.
import argparse
import base64
import calendar
import logging
import random
import statistics
from fractions import Fraction

for value in Fraction(1, 3), Fraction(-7, 2), Fraction(5), Fraction(0), Fraction(123456789, 1000):
    for spec in ("", ".3f", "+.2e", ",.2f", "10.4g", "*^14.1%", "012.3f", "_.0f", ">10", "+", "#"):
        print(format(value, spec), end=" ")
    print(value.is_integer())
for spec in "d", ".3", "<010f", "ff":
    try:
        print(format(Fraction(1, 2), spec))
    except ValueError as error:
        print(error)
print(Fraction(" 3 / 4 "))

random.seed(12)
print([random.binomialvariate(100, 0.3) for _ in range(8)], [random.binomialvariate(8, 0.9) for _ in range(8)])
print(random.expovariate(), random.randrange(3, 100, 7), random.binomialvariate())
for arguments in (0,), (5, 5), (1, 10, 0), (10, 1, 2), (1.5,):
    try:
        print(random.randrange(*arguments))
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)

print(statistics.correlation([1, 2, 3, 10], [1, 4, 9, 7], method="ranked"))
for kernel in "normal", "triangular", "biweight", "cosine":
    estimate = statistics.kde([1.0, 2.5, 4.0], 1.2, kernel)
    below = statistics.kde([1.0, 2.5, 4.0], 1.2, kernel, cumulative=True)
    print(kernel, round(estimate(2.0), 12), round(below(2.0), 12))

print(calendar.Month.MAY, calendar.SATURDAY, calendar.weekday(2024, 2, 29), repr(calendar.Day(0)),
      calendar.monthrange(2024, calendar.FEBRUARY))
print(base64.z85encode(b"12345678"), base64.z85decode(b"HelloWorld"))
handler = logging.StreamHandler()
handler.name = "mine"
print(logging.getHandlerByName("mine") is handler, "mine" in logging.getHandlerNames(),
      logging.getLogger("a").getChildren())

parser = argparse.ArgumentParser(prog="tool")
parser.add_argument("-n", "--number", type=int, metavar="N", help="a number")
parser.add_argument("-o", "--output", default="x", help="where to, %(default)s")
parser.add_argument("files", nargs="*", help="what to read")
parser.print_help()
