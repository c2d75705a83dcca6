"""Interpreters in parallel: CPU-bound work in one, then in two at once, each on a core of its own.

usage: parallel_interpreters.py [churn COUNT]

Prints how many times faster two are than one after the other. With `churn`, makes and closes that
many interpreters, and prints the time for each and by how much the process has grown.
"""
import interpreters
import sys
import time


def busy(n):
    total = 0
    for i in range(n):
        total += i * 3 % 7
    return total


def speedup(n=6_000_000, rounds=5):
    pair = [interpreters.create(), interpreters.create()]
    best = 0
    for _ in range(rounds):
        begin = time.perf_counter()
        for one in pair:
            one.call(busy, n)
        apart = time.perf_counter() - begin
        begin = time.perf_counter()
        threads = [one.call_in_thread(busy, n) for one in pair]
        for t in threads:
            t.join()
        best = max(best, apart / (time.perf_counter() - begin))
    for one in pair:
        one.close()
    return best


def resident():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * 4


def churn(count):
    for _ in range(100):
        interpreters.create().close()
    before = resident()
    begin = time.perf_counter()
    for i in range(count):
        interpreters.create().close()
        if (i + 1) % (count // 10 or 1) == 0:
            grown = resident() - before
            print(f"{i + 1:6} interpreters  {grown:8} KB more than after 100", flush=True)
    print(f"{(time.perf_counter() - begin) / count * 1e3:.2f} ms each")


if sys.argv[1:2] == ["churn"]:
    churn(int(sys.argv[2]))
else:
    print(f"two interpreters at once: {speedup():.2f} times as fast as one after the other")
