# What zones written in Python may answer, and what their answers must be.
from datetime import *


class Zone(tzinfo):
    def __init__(self, answer, dst=timedelta(0), name='n'):
        self.answer, self.summer, self.name = answer, dst, name

    def utcoffset(self, when):
        return self.answer

    def dst(self, when):
        return self.summer

    def tzname(self, when):
        return self.name


for zone in (Zone(None), Zone(3), Zone(timedelta(1)), Zone(timedelta(-1, 0, 1)), Zone(timedelta(0), None),
             Zone(timedelta(0), 'x'), Zone(timedelta(0), timedelta(0), 3), Zone(timedelta(hours=1), timedelta(hours=1))):
    m = datetime(2020, 1, 2, tzinfo=zone)
    for what in (m.utcoffset, m.dst, m.tzname, m.isoformat, m.timetuple, m.utctimetuple, m.timestamp,
                 lambda: zone.fromutc(m), lambda: m < datetime(2020, 1, 1, tzinfo=UTC),
                 lambda: m - datetime(2020, 1, 1, tzinfo=UTC), lambda: m == datetime(2020, 1, 2),
                 lambda: m.strftime('%z %Z'), lambda: m.timetz().isoformat(), lambda: hash(m) == hash(m.replace(day=2)),
                 lambda: m.astimezone(timezone(timedelta(hours=5)))):
        try:
            print(what())
        except Exception as e:
            print(type(e).__name__, e)
print(repr(timezone.min), repr(timezone.max), timezone(timedelta(seconds=-1)), timezone(timedelta(0)) is UTC,
      timezone(timedelta(0), 'UTC') == UTC, hash(timezone(timedelta(0), 'x')) == hash(UTC), timezone.utc < 3 if False else '')
