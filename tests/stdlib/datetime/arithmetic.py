# timedelta's arithmetic, and that of dates with it.
from datetime import *

a, b = timedelta(3, 4, 5), timedelta(hours=-1, microseconds=1)
for v in (a + b, a - b, -a, +b, abs(b), a * 3, 2 * b, a * 1.5, a / 7, a / 0.3, a // 7, a // b,
          a % b, divmod(a, b), a / b, a == b, a < b, bool(timedelta()), hash(a) == hash(a + b - b)):
    print(repr(v), v)
for days in (-1, 0, 1, 2):
    print(timedelta(days, 3661), timedelta(days), timedelta(days, 0, 7), repr(timedelta(days)))
print(timedelta.min, timedelta.max, repr(timedelta.resolution))
print(timedelta(weeks=1, days=2, hours=3, minutes=4, seconds=5, milliseconds=6, microseconds=7))
print(timedelta(0.1), timedelta(microseconds=0.5), timedelta(microseconds=1.5),
      timedelta(seconds=1e-7), timedelta(days=-0.3, hours=0.7), timedelta(2 ** 20 + 0.123456789))
print(timedelta(microseconds=2 ** 62).total_seconds(), timedelta(days=10 ** 8).total_seconds())

d, moment = date(2024, 2, 28), datetime(2024, 2, 28, 23, 59, 59, 999999)
step = timedelta(1, 0, 1)
for v in (d + step, step + d, d - step, d - date(2000, 1, 1), moment + step, step + moment,
          moment - step, moment - datetime(2000, 1, 1), moment + timedelta(microseconds=1)):
    print(repr(v))
for code in ('date.max + timedelta(1)', 'datetime.min - timedelta(0, 0, 1)', 'd + 1', 'moment - d',
             'd - moment', 'step - d', 'a / 0', 'a // timedelta()', 'a % timedelta()', 'a // 1.5',
             'a * float("nan")', 'timedelta.max + timedelta(1)', 'timedelta.max * 2', 'a < 1',
             'd < moment', 'moment < moment.replace(tzinfo=UTC)', 'moment - moment.replace(tzinfo=UTC)',
             'time() < time(tzinfo=UTC)'):
    try:
        print(code, '->', repr(eval(code)))
    except Exception as e:
        print(code, '->', type(e).__name__, e)
print(d == moment, moment == d, d != moment, moment == moment.replace(tzinfo=UTC), a == 3)
