# Local time with its folds and gaps; deprecated makers of UTC.
import os
import time as _time
import warnings
from datetime import *

os.environ['TZ'] = 'Europe/Berlin'
_time.tzset()
for text in '2023-03-26T02:30', '2023-10-29T02:30', '2023-07-01T12:00', '1900-01-01':
    for fold in 0, 1:
        m = datetime.fromisoformat(text).replace(fold=fold)
        print(m, fold, m.timestamp(), m.astimezone(), m.astimezone(UTC), repr(m.astimezone().tzinfo))
for timestamp in 1698537600, 1698541200, 1698544800, -1.5, 0.0000005, 0.0000015, 1e10, -3600.000001:
    m = datetime.fromtimestamp(timestamp)
    print(m, m.fold, date.fromtimestamp(timestamp), datetime.fromtimestamp(timestamp, UTC), m.timestamp())
before = datetime.now()
print(abs(datetime.today() - before) < timedelta(minutes=1), date.today() >= before.date(),
      abs(datetime.now(UTC) - before.astimezone()) < timedelta(minutes=1))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    print(datetime.utcfromtimestamp(3600), abs(datetime.utcnow() - datetime.now(UTC).replace(tzinfo=None)) < timedelta(minutes=1))
for w in caught:
    print(w.category.__name__, w.message, w.lineno)
