# Which calls give the same object, and pickles. Needs the database of the system.
import copy
import gc
import os
import pickle
import weakref
from datetime import *
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, TZPATH

paris = ZoneInfo('Europe/Paris')
print(paris is ZoneInfo('Europe/Paris'), paris is ZoneInfo(key='Europe/Paris'), paris is ZoneInfo.no_cache('Europe/Paris'))
print(repr(paris), str(paris), paris.key, datetime(2024, 7, 1, tzinfo=paris))
ZoneInfo.clear_cache(only_keys=['Europe/Paris'])
print(paris is ZoneInfo('Europe/Paris'))
paris = ZoneInfo('Europe/Paris')
ZoneInfo.clear_cache()
print(paris is ZoneInfo('Europe/Paris'))
paris = ZoneInfo('Europe/Paris')
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    print(pickle.loads(pickle.dumps(paris, protocol)) is paris,
          pickle.loads(pickle.dumps(ZoneInfo.no_cache('Europe/Paris'), protocol)) is paris)
print(copy.copy(paris) is paris, copy.deepcopy(paris) is paris)


class Mine(ZoneInfo):
    pass


mine = Mine('Europe/Paris')
print(mine is Mine('Europe/Paris'), mine is paris, repr(mine), mine.utcoffset(datetime(2024, 7, 1)))
gone = weakref.ref(Mine('Asia/Tokyo'))
gc.collect()
print(gone() is None, weakref.ref(ZoneInfo('Asia/Tokyo'))() is None)
with open(os.path.join(TZPATH[0], 'UTC'), 'rb') as file:
    of_file = ZoneInfo.from_file(file)
print(of_file.key, repr(of_file).startswith('zoneinfo.ZoneInfo.from_file(<_io.BufferedReader'))
for make in (lambda: pickle.dumps(of_file), lambda: ZoneInfo('no/such'), lambda: ZoneInfo('../UTC'), lambda: ZoneInfo('/UTC'),
             lambda: setattr(paris, 'key', 'x')):
    try:
        make()
    except Exception as e:
        print(type(e).__name__, e if not isinstance(e, (ZoneInfoNotFoundError, AttributeError)) else '')
