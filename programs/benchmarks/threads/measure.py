"""What threads cost: CPU-bound threads, slices, locks, starts, queues, a pipe beside a busy thread.

usage: measure.py [NAME ...]

Runs under any Python; each line is a figure with its unit, the best of several rounds. With another
interpreter's path in WITH it runs there too and prints both.
"""
import hashlib
import os
import queue
import sys
import threading
import time

ROUNDS = 5
FIGURES = {}


def figure(function):
    FIGURES[function.__name__] = function
    return function


def busy(n):
    total = 0
    for i in range(n):
        total += i * 3 % 7
    return total


def run_all(threads):
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def busy_cpu(count, n=4_000_000):
    begin = time.process_time()
    run_all([threading.Thread(target=busy, args=(n // count,)) for _ in range(count)])
    return time.process_time() - begin


def best(function, *args, rounds=ROUNDS):
    return min(function(*args) for _ in range(rounds))


@figure
def cpu_of_two_threads():
    one = best(busy_cpu, 1)
    return best(busy_cpu, 2) / one * 100, "% of one thread's CPU"


@figure
def cpu_of_eight_threads():
    one = best(busy_cpu, 1)
    return best(busy_cpu, 8) / one * 100, "% of one thread's CPU"


def slice_lengths(interval):
    before = sys.getswitchinterval()
    sys.setswitchinterval(interval)
    end = time.perf_counter() + max(0.5, interval * 20)
    marks = []

    def spin():
        me = threading.get_ident()
        now = time.perf_counter
        while (at := now()) < end:
            if not marks or marks[-1][0] != me:
                marks.append((me, at))

    run_all([threading.Thread(target=spin) for _ in range(2)])
    sys.setswitchinterval(before)
    lengths = sorted(b[1] - a[1] for a, b in zip(marks, marks[1:]))
    return lengths[len(lengths) // 2] / interval * 100 if lengths else 0


@figure
def slice_of_half_a_ms():
    return slice_lengths(0.0005), "% of the interval (median)"


@figure
def slice_of_5_ms():
    return slice_lengths(0.005), "% of the interval (median)"


@figure
def slice_of_50_ms():
    return slice_lengths(0.05), "% of the interval (median)"


@figure
def lock_pair():
    lock = threading.Lock()

    def run(n=300_000):
        acquire, release = lock.acquire, lock.release
        begin = time.process_time()
        for _ in range(n):
            acquire()
            release()
        return (time.process_time() - begin) / n * 1e9

    return best(run), "ns"


@figure
def with_lock():
    lock = threading.Lock()

    def run(n=300_000):
        begin = time.process_time()
        for _ in range(n):
            with lock:
                pass
        return (time.process_time() - begin) / n * 1e9

    return best(run), "ns"


@figure
def start_and_join():
    def run(n=300):
        begin = time.perf_counter()
        for _ in range(n):
            t = threading.Thread(target=int)
            t.start()
            t.join()
        return (time.perf_counter() - begin) / n * 1e6

    return best(run), "us"


def ping_pong(make, n=3000):
    there, back = make(), make()

    def echo():
        for _ in range(n):
            back.put(there.get())

    t = threading.Thread(target=echo)
    t.start()
    begin = time.perf_counter()
    for i in range(n):
        there.put(i)
        back.get()
    elapsed = time.perf_counter() - begin
    t.join()
    return elapsed / n * 1e6


@figure
def queue_ping_pong():
    return best(ping_pong, queue.Queue), "us"


@figure
def simple_queue_ping_pong():
    return best(ping_pong, queue.SimpleQueue), "us"


@figure
def pipe_beside_busy_thread():
    (r1, w1), (r2, w2) = os.pipe(), os.pipe()
    stop = False

    def spin():
        while not stop:
            pass

    def echo():
        while data := os.read(r1, 1):
            os.write(w2, data)

    threads = [threading.Thread(target=spin), threading.Thread(target=echo)]
    for t in threads:
        t.start()
    times = []
    for _ in range(60):
        begin = time.perf_counter()
        os.write(w1, b"x")
        os.read(r2, 1)
        times.append(time.perf_counter() - begin)
    stop = True
    os.close(w1)
    for t in threads:
        t.join()
    for fd in (r1, r2, w2):
        os.close(fd)
    # There and back: two threads each take the GIL from the busy one twice.
    return sorted(times)[len(times) * 99 // 100] / 4 / sys.getswitchinterval(), "intervals a take"


@figure
def hashing_in_two_threads():
    data = bytes(32 << 20)

    def run(count):
        begin = time.perf_counter()
        run_all([threading.Thread(target=lambda: hashlib.sha256(data).digest())
                 for _ in range(count)])
        return time.perf_counter() - begin

    return 2 * best(run, 1, rounds=3) / best(run, 2, rounds=3), "times one thread's speed"


@figure
def twenty_sleepers():
    begin = time.perf_counter()
    run_all([threading.Thread(target=time.sleep, args=(0.05,)) for _ in range(20)])
    return (time.perf_counter() - begin) / 0.05, "sleeps"


def main():
    names = sys.argv[1:] or list(FIGURES)
    other = os.environ.pop("WITH", None)
    for name in names:
        value, unit = FIGURES[name]()
        line = f"{name:26} {value:10.2f} {unit}"
        if other:
            import subprocess

            there = subprocess.run([other, __file__, name], capture_output=True, text=True)
            line += f"   there: {there.stdout.split()[1] if there.stdout else '?'}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
