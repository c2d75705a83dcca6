# isoformat() and fromisoformat(), with the whole grammar that 3.11 and later take.
from datetime import *

for text in '''2020-01-02
20200102
2020-W01-3
2020W013
2020-W01
2020W01
2020-W53-7
2021-W53
0001-W01-1
2020-1-2
2020-001
2020-01-02T
2020-01-02T03
2020-01-02T03:04
2020-01-02T0304
2020-01-02 03:04:05
20200102T030405
2020-W01-3T03:04
2020-W0103:04
2020W01303:04
2020-01-02T03:04:05.1
2020-01-02T03:04:05,123456789
2020-01-02T030405.123
2020-01-02T03:04:05Z
2020-01-02T03:04:05+01
2020-01-02T03:04:05-0130
2020-01-02T03:04:05+01:30:15.123456
2020-01-02T03:04:05-00:00
2020-01-02x03:04:05
2020-01-02T03:0405
2020-01-02T03:04:05.
2020-01-02T03:04:05Z0
2020-01-02T24:00
2020-01-02T03:04:05+24:00
2020-13-02
2020-02-30
T03:04
03:04:05.5-05:00
\u0662020-01-02
2020-01-02\u263a03:04:05'''.splitlines():
    for cls in (date, time, datetime):
        try:
            print(ascii(text), cls.__name__, repr(cls.fromisoformat(text)))
        except Exception as e:
            print(ascii(text), cls.__name__, type(e).__name__, ascii(str(e)))

zone = timezone(timedelta(hours=-3, minutes=-30, microseconds=5))
moment = datetime(33, 4, 5, 6, 7, 8, 90, zone)
for spec in 'auto', 'hours', 'minutes', 'seconds', 'milliseconds', 'microseconds':
    print(moment.isoformat(timespec=spec), moment.timetz().isoformat(spec),
          moment.replace(microsecond=0, tzinfo=None).isoformat(' ', spec))
print(ascii(moment.isoformat('\u263a')), str(moment), str(moment.time()), str(moment.date()))
for d in (date(2020, 12, 31), date(2021, 1, 3), date(2024, 12, 30), date.min, date.max):
    print(d.isocalendar(), d.isoweekday(), d.weekday(), d.toordinal(), d.ctime(),
          date.fromisocalendar(*d.isocalendar()) == d, date.fromordinal(d.toordinal()) == d)
