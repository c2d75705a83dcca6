from datetime import *
d = datetime(2024, 2, 29, 13, 45, 30, 123456); print(d, repr(d), d.isoformat(), d.date(), d.time(),
        d.weekday(), d.strftime("%Y/%m/%d %H:%M:%S.%f %j %A %b"), d + timedelta(days=366),
        d - datetime(2024, 1, 1), d.replace(year=2023, day=28), d < d + timedelta(1),
        date(2024, 1, 31).toordinal(), date.fromordinal(738000), date.fromisoformat("2024-03-01"),
        timedelta(hours=25, minutes=-1), timedelta(1) / 2, timedelta(1) // timedelta(hours=5),
        -timedelta(1), repr(timedelta(1, 2, 3)), datetime.strptime("01/02/2024", "%d/%m/%Y"),
        d.isocalendar(), datetime(2024, 1, 1, tzinfo=timezone.utc),
        datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=2))).astimezone(timezone.utc),
        date.min, datetime.max, timedelta.max.days)
for f in (lambda: date(2024, 13, 1), lambda: date(2023, 2, 29),
          lambda: datetime(1, 1, 1) - timedelta(1), lambda: time(25), lambda: d - 5,
          lambda: datetime.strptime("x", "%Y"), lambda: d < datetime(2024, 1, 1,
                  tzinfo=timezone.utc), lambda: date("x"), lambda: timedelta("a"),
          lambda: date.fromisoformat("nope")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
