# Every seventh day there is, to its ordinal and back; and times carried over months and years.
from datetime import *

for ordinal in range(1, date.max.toordinal() + 1, 7):
    d = date.fromordinal(ordinal)
    assert d.toordinal() == ordinal, d
total = 0
for year in 1, 4, 100, 400, 1900, 2000, 2023, 2024, 9999:
    for month, days in enumerate((31, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28, 31,
                                  30, 31, 30, 31, 31, 30, 31, 30, 31), 1):
        for day in range(1, days + 1):
            d = date(year, month, day)
            assert date.fromordinal(d.toordinal()) == d
            total += d.weekday()
        try:
            date(year, month, days + 1)
        except ValueError:
            total += 1
print(total)  # expect: 9980
m = datetime(1999, 12, 25, 13, 14, 15, 999999)
print(m + timedelta(3, 40000, 1))  # expect: 1999-12-29 00:20:56
print(m + timedelta(6, 40000, 1))  # expect: 2000-01-01 00:20:56
print(m - timedelta(24, 50000, 999999))  # expect: 1999-11-30 23:20:55
print(m - timedelta(24, 47655, 999999))  # expect: 1999-12-01 00:00:00
