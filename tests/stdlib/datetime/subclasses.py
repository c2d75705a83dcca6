# What operations give for subclasses, and what they call.
import copy
import pickle
from datetime import *


class Day(date):
    def __new__(cls, *args, **kwargs):
        made = super().__new__(cls, *args, **kwargs)
        made.note = 'n'
        return made


class Moment(datetime):
    pass


class Clock(time):
    __slots__ = 'more',


class Span(timedelta):
    pass


class Zone(tzinfo):
    def __init__(self, hours=2):
        self.hours = hours

    def utcoffset(self, when):
        return timedelta(hours=self.hours + (when.fold if when else 0))

    def dst(self, when):
        return timedelta(0)

    def tzname(self, when):
        return f'Z{self.hours}'


day = Day(2020, 1, 2)
print(repr(day), day.note, repr(day + timedelta(1)), repr(day.replace(day=5)), (day - timedelta(3)).note)
print(type(Day.today()) is Day, repr(Day.fromordinal(700000)), repr(Day.fromisoformat('2020-02-03')),
      repr(Day.fromisocalendar(2020, 5, 1)), repr(Day.fromtimestamp(0)), type(Day.min))
m = Moment(2020, 1, 2, 3, 4, 5, 6, Zone(), fold=1)
for v in (m, m + timedelta(1), m.replace(fold=0), m.date(), m.timetz(), m.astimezone(UTC),
          Moment.fromisoformat('2020-02-03T04:05'), Moment.combine(day, time(1, tzinfo=UTC)),
          Moment.fromtimestamp(0, UTC), Moment.strptime('2020', '%Y')):
    print(type(v).__name__, str(v), v.fold if hasattr(v, 'fold') else '')
print(repr(Clock(1, 2, 3, tzinfo=UTC).replace(hour=4)), repr(Clock.fromisoformat('04:05')))
print(repr(Span(1) + Span(2)), repr(-Span(1)), repr(Span(3)), type(Span(1) * 2))
print(m == m.astimezone(UTC), m.replace(fold=0) == m.replace(fold=0).astimezone(UTC), hash(m) == hash(m.replace(fold=0)))
print(m.utcoffset(), m.dst(), m.tzname(), m.utctimetuple()[:6], m.timestamp())
for v in (day, m, Clock(1, 2, 3, 4, fold=1), Span(1, 2, 3), timezone(timedelta(hours=1), 'q'), UTC):
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        other = pickle.loads(pickle.dumps(v, protocol))
        if type(other) is not type(v) or repr(other) != repr(v):
            print(protocol, repr(v), repr(other))
    print(repr(copy.copy(v)) == repr(v), repr(copy.deepcopy(v)) == repr(v), v.__reduce__()[1] == v.__reduce_ex__(4)[1])
print(datetime(2020, 1, 2, fold=1).__reduce_ex__(4), datetime(2020, 1, 2, fold=1).__reduce__())
print(datetime('\x07\xe4\x01\x02\x01\x02\x03\x00\x00\x05'), time('\x01\x02\x03\x00\x00\x05'), date('\x07\xe4\x01\x02'))
print(copy.replace(date(2020, 1, 2), year=3), copy.replace(m, hour=1, tzinfo=None), copy.replace(time(1), minute=9))


class Odd(datetime):
    def __new__(cls, *args, **kwargs):
        return 'odd'


print(Odd.combine(day, time()), Odd.now(), Odd.fromisoformat('2020-01-01'))
try:
    class No(timezone):
        pass
except TypeError as e:
    print(e)
