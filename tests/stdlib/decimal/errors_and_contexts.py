# What Decimal, Context and the signal dicts refuse, and what the messages say.
import copy
import pickle
import threading
from decimal import *
import decimal
from fractions import Fraction

context = getcontext()


def show(text):
    try:
        print(text, "->", repr(eval(text)))
    except Exception as error:
        print(text, "->", type(error).__name__, error.args)


for text in """Decimal('x')
Decimal(1) / 0
Decimal(0) / 0
Decimal(-1).sqrt()
divmod(Decimal(1), 0)
Decimal(10) % 0
Decimal([])
Decimal(None)
Decimal(1, 2)
Decimal((2, (1,), 0))
Decimal((0, (1, 10), 0))
Decimal((0, (1,), 'x'))
Decimal((0, (1, 2), 'N'))
Decimal('1e9999999999999999999')
Decimal('1e999999999999999999')
Decimal(1) + 1.5
Decimal(1) < 'x'
Decimal('nan') < 1
Decimal('snan') == 1
Decimal(1) == 1 + 0j
Decimal('0.5') == Fraction(1, 2)
Fraction(1, 3) < Decimal('0.34')
Decimal('0.1') == 0.1
int(Decimal('nan'))
int(Decimal('inf'))
float(Decimal('snan'))
hash(Decimal('snan'))
hash(Decimal('0.5')) == hash(0.5) == hash(Fraction(1, 2))
round(Decimal('1.25'), 1), round(Decimal('2.5')), round(Decimal('1.25'), -1)
round(Decimal('1.25'), 'x')
Decimal('1.50').as_integer_ratio(), Decimal('nan123').as_tuple()
Decimal.from_float('x')
Context(prec=0)
Context(prec=10**20)
Context(Emin=1)
Context(rounding='x')
Context(flags=[1])
Context(flags={1: 1})
context.flags[1]
context.flags.__delitem__(Inexact)
context.flags.__setitem__(Rounded, 'x')
context.flags
delattr(context, 'prec')
setattr(context, 'traps', {})
setcontext(1)
localcontext(None, prec='x')
Decimal(1).quantize(1.5)
Decimal(1).exp(context=3)
format(Decimal('1.5'), 'x')
Decimal('1234567.891').__format__(',.2f', {'decimal_point': ',', 'thousands_sep': '.', 'grouping': '\\3\\3\\0'})
context.create_decimal('  1.5')
Decimal('  1_000.5  '), Decimal('\u0661\u0662')
pow(Decimal(2), 3, 5), 2 ** Decimal(10), Decimal(2) ** Decimal('0.5')
type(context.flags).__mro__[:3]
Underflow.__mro__[1:4], FloatOperation.__mro__[1:4]
context.copy().__reduce__()
repr(BasicContext), repr(ExtendedContext)
MAX_PREC, MAX_EMAX, MIN_EMIN, MIN_ETINY, HAVE_THREADS, HAVE_CONTEXTVAR
type(context.flags)().copy()""".splitlines():
    show(text)

with localcontext() as inner, localcontext(prec=5, rounding=ROUND_UP):
    print(inner.prec, getcontext().prec, Decimal(1) / 3, getcontext().flags[Inexact], inner.flags[Inexact])
print(getcontext() is context)
with localcontext(ExtendedContext) as extended:
    print(Decimal(1) / 0, extended.flags[DivisionByZero], ExtendedContext.flags[DivisionByZero])
setcontext(DefaultContext)
print(getcontext() is DefaultContext, getcontext().prec)
setcontext(context)

results = []
thread = threading.Thread(target=lambda: (setattr(getcontext(), "prec", 3), results.append(Decimal(2) / 3)))
thread.start()
thread.join()
print(results, getcontext().prec)


class Money(Decimal):
    def __new__(cls, value, unit="EUR"):
        self = super().__new__(cls, value)
        self.unit = unit
        return self


money = Money("12.50", "CHF")
print(repr(money), money.unit, type(money + 1), money == Decimal("12.5"), type(Money.from_float(0.5)))
for value in (Decimal("-1.50E+7"), Decimal("sNaN12"), context):
    again = pickle.loads(pickle.dumps(value))
    print(repr(again) == repr(value), copy.copy(value) is value, type(copy.deepcopy(value)).__name__)
print(max(Decimal(i * 7 % 11) for i in range(11)), sum([Decimal("0.1")] * 10), sorted(map(Decimal, "312")))
