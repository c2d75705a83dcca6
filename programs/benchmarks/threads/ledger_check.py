"""The GIL's ledger against itself: eight threads of mixed work under Krait.

usage: ledger_check.py [SECONDS]

Prints how many intervals in which the GIL was held overlap (none must), and per thread by how much
held + waited + blocked differ from the wall clock between its first and last record.
"""
import hashlib
import sys
import threading
import time

import krait


def mixed(end):
    lock, data = threading.Lock(), bytes(1 << 20)
    n = 0
    while time.monotonic() < end:
        for i in range(2000):
            n += i * 3 % 7
        kind = n % 5
        if kind == 0:
            hashlib.sha256(data).digest()
        elif kind == 1:
            time.sleep(0.001)
        elif kind == 2:
            with shared:
                n += 1
        else:
            with lock:
                n += 1
    return n


seconds = float(sys.argv[1]) if sys.argv[1:] else 60
shared = threading.Lock()
krait.gil.start_ledger()
end = time.monotonic() + seconds
threads = [threading.Thread(target=mixed, args=(end,)) for _ in range(8)]
for t in threads:
    t.start()
for t in threads:
    t.join()
krait.gil.stop_ledger()
records = krait.gil.records()

held = sorted((begin, stop) for kind, _, begin, stop, _ in records if kind == "held")
overlaps = sum(b[0] < a[1] for a, b in zip(held, held[1:]))
print(f"{len(records)} records, {len(held)} intervals held, {overlaps} overlaps")

worst = 0
for ident in {r[1] for r in records}:
    mine = [r for r in records if r[1] == ident]
    wall = max(r[3] for r in mine) - min(r[2] for r in mine)
    told = sum(r[3] - r[2] for r in mine)
    if wall > seconds / 2:
        worst = max(worst, abs(told - wall) / wall)
print(f"sums differ from the wall clock by at most {worst * 100:.3f}%")
total = held[-1][1] - held[0][0]
print(f"held {sum(b - a for a, b in held) / total * 100:.1f}% of the time")
sys.exit(overlaps != 0 or worst > 0.01)
