# What a TZif file says, and its TZ string after the last transition. The files are made here.
import io
import struct
from datetime import *
from zoneinfo import ZoneInfo


def tzif(transitions, kinds, rule):
    names = b''
    places = []
    for _, _, name in kinds:
        places.append(len(names))
        names += name.encode() + b'\0'

    def header(n, k, c):
        return b'TZif2' + bytes(15) + struct.pack('>6l', 0, 0, 0, n, k, c)
    out = header(0, 0, 0) + header(len(transitions), len(kinds), len(names))
    out += struct.pack(f'>{len(transitions)}q', *[t for t, _ in transitions])
    out += bytes(k for _, k in transitions)
    for (offset, dst, _), place in zip(kinds, places):
        out += struct.pack('>lbb', offset, dst, place)
    return io.BytesIO(out + names + b'\n' + rule.encode() + b'\n')


def show(zone, *moments):
    for moment in moments:
        m = datetime.fromisoformat(moment)
        for fold in 0, 1:
            local = m.replace(tzinfo=zone, fold=fold)
            print(local, fold, local.dst(), local.tzname())
        there = m.replace(tzinfo=timezone.utc).astimezone(zone)
        print('  from UTC', there.replace(tzinfo=None), there.fold)


kinds = [(3208, 0, 'LMT'), (3600, 0, 'CET'), (7200, 1, 'CEST')]
table = [(-2422054408, 1), (1679792400, 2), (1698541200, 1)]
berlin = ZoneInfo.from_file(tzif(table, kinds, 'CET-1CEST,M3.5.0,M10.5.0/3'), key='Berlin')
print(repr(berlin), berlin, berlin.key, time(1, tzinfo=berlin).utcoffset())
show(berlin, '1890-01-01', '1893-03-31T23:06:32', '2023-03-26T01:00', '2023-03-26T02:30', '2023-07-01',
     '2023-10-29T01:30', '2023-10-29T02:30', '2050-03-27T01:00', '2050-03-27T02:30',
     '2050-10-30T02:30', '2050-10-30T01:30', '9999-06-01')
show(ZoneInfo.from_file(tzif([], [(0, 0, 'X')], 'EST5EDT,0/0,J365/25'), key='summer'), '2024-01-01', '2023-12-31T23:30', '2024-07-01')
show(ZoneInfo.from_file(tzif([], [(0, 0, 'X')], 'IST-1GMT0,M10.5.0,M3.5.0/1'), key='winter'), '2024-01-01', '2024-03-31T01:30', '2024-10-27T01:30', '2024-07-01')
show(ZoneInfo.from_file(tzif([], [(0, 0, 'X')], 'AAA3BBB,J60/-30,300/26:30:15'), key='days'), '2024-02-28T18:00', '2024-02-28T17:59', '2023-10-29T03:00')
fixed = ZoneInfo.from_file(tzif([], [(20700, 0, '+0545')], '<+0545>-5:45'), key='fixed')
print(time(1, tzinfo=fixed), time(1, tzinfo=fixed).dst(), time(1, tzinfo=fixed).tzname())
show(fixed, '2024-01-01')
for rule in ('AAA4BBB', 'AAA4BBB,M13.1.1,M1.1.1', 'AAA4BBB,M1.1.1,M1.6.1', 'AAA4:0BBB,1,2', 'AAA25BBB,1,2',
             'AAA4BBB,J0,J2', 'AAA4BBB,1/168,2', 'AAA4BBB,1,2x', '4', '<A', 'AAA4,1,2', 'AAA4BBB,1'):
    try:
        ZoneInfo.from_file(tzif([], [(0, 0, 'X')], rule))
        print(rule, 'is right')
    except ValueError as e:
        print(rule, 'ValueError', rule in str(e))
for make in (lambda: ZoneInfo.from_file(io.BytesIO(b'')), lambda: berlin.fromutc(datetime(2020, 1, 1)),
             lambda: berlin.fromutc(3), lambda: berlin.utcoffset(3)):
    try:
        make()
    except Exception as e:
        print(type(e).__name__, e)
