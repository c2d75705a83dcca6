"""Race conditions: what the GIL protects, and what it does not.

The document's simulation of a race is the usual one: threads that add to a shared counter. Whether
it shows anything depends on where the machine may switch threads. Krait can be told
(`krait.gil.rule`), so both answers come from one program:

    opcode    before any instruction, as CPython until 3.9
    backedge  at calls and loops only, as CPython since 3.10

The last experiment is the race that the GIL exists for, on a reference count.
"""
import os
import sys
import threading

sys.path.insert(1, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import claim  # noqa: E402

ADDS = 60_000
THREADS = 4


class Counter:
    def __init__(self):
        self.value = 0


def add_plainly(counter, times):
    for _ in range(times):
        counter.value += 1


def add_through_a_call(counter, times):
    """As `+= 1`, with a call between reading and writing, as real updates have it."""
    for _ in range(times):
        value = counter.value
        value = next_number(value)
        counter.value = value


def next_number(value):
    return value + 1


def make_locked_adder():
    lock = threading.Lock()

    def add_locked(counter, times):
        for _ in range(times):
            with lock:
                counter.value = next_number(counter.value)
    return add_locked


def lost_updates(work, times=ADDS):
    """Threads that do the same work on one counter: how many of their additions are missing."""
    counter = Counter()
    gate = threading.Barrier(THREADS)

    def body():
        gate.wait()
        work(counter, times)
    threads = [threading.Thread(target=body) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return THREADS * times - counter.value


def until_lost(work, tries=30):
    """Repeats until an update was lost: whether one is, in a given try, is up to the machine."""
    for attempt in range(1, tries + 1):
        lost = lost_updates(work)
        if lost:
            return lost, attempt
    return 0, tries


class Switching:
    """A short switch interval and a rule, for the length of a with-block."""

    def __init__(self, rule=None):
        self.rule = rule

    def __enter__(self):
        self.interval = sys.getswitchinterval()
        sys.setswitchinterval(2e-5)
        if self.rule:
            import krait
            self.previous, krait.gil.rule = krait.gil.rule, self.rule

    def __exit__(self, *_):
        sys.setswitchinterval(self.interval)
        if self.rule:
            import krait
            krait.gil.rule = self.previous


@claim.experiment("48", "Simulation of a race condition: threads that do `counter += 1`.")
def race_of_increments(x):
    with Switching("backedge" if claim.KRAIT else None):
        plain = sum(lost_updates(add_plainly) for _ in range(5))
        through_call, tries = until_lost(add_through_a_call)
        locked = sum(lost_updates(make_locked_adder(), ADDS // 10) for _ in range(3))
    rule = "backedge" if claim.KRAIT else "the interpreter's own"
    x.measure(f"lost of {5 * THREADS * ADDS} plain `+= 1`, rule {rule}", plain)
    x.measure("lost with a call between read and write", through_call, f"(try {tries})")
    x.measure("lost under a lock", locked)
    bars = [["+= 1, backedge", plain], ["with a call, backedge", through_call],
            ["locked, backedge", locked]]
    shown = False
    if claim.KRAIT:
        with Switching("opcode"):
            by_opcode, tries = until_lost(add_plainly)
            locked_opcode = lost_updates(make_locked_adder(), ADDS // 10)
        with Switching("sync"):
            by_sync = lost_updates(add_through_a_call)
        x.measure("lost of plain `+= 1`, rule opcode", by_opcode, f"(try {tries})")
        x.measure("lost under a lock, rule opcode", locked_opcode)
        x.measure("lost with a call, rule sync", by_sync)
        x.criterion("the rule opcode loses plain additions", by_opcode > 0)
        x.criterion("a lock loses none under either rule", locked == 0 and locked_opcode == 0)
        x.criterion("with no switch but at blocking calls none is lost", by_sync == 0)
        shown = by_opcode > 0
        bars += [["+= 1, opcode", by_opcode], ["locked, opcode", locked_opcode],
                 ["with a call, sync", by_sync]]
    else:
        x.note("the rules opcode and sync are Krait's: left out")
        x.criterion("a lock loses none", locked == 0)
    x.criterion("a call between read and write loses some", through_call > 0)
    x.plot("bars", "Updates lost, by switch rule", unit="updates", bars=bars)
    if plain == 0:
        x.verdict("imprecise", "`+= 1` is not atomic, but since 3.10 nothing switches inside it: "
                               "the "
                  "race shows under the old rule, or with a call in between",
                  f"{plain} lost since 3.10, {bars[3][1] if shown else '?'} before")
    else:
        x.verdict("right", "plain additions are lost", plain)


@claim.experiment("1", "CPython's memory management is not thread-safe.", section=1, needs="krait")
def torn_reference_counts(x):
    import krait
    # A processor each, where there are two: the system may keep both threads on one.
    processors = (sorted(os.sched_getaffinity(0)) + [None, None])[:2]
    torn, rounds = {}, 5_000_000
    for gil, tries in ((True, 3), (False, 40)):
        for attempt in range(1, tries + 1):
            count, seen = krait.SharedCount(), []

            def body(processor):
                if processor is not None:
                    os.sched_setaffinity(0, {processor})
                for _ in range(10):  # between these the GIL may be passed on
                    seen.append(count.take_and_drop(rounds // 10, gil=gil))
            threads = [threading.Thread(target=body, args=(p,)) for p in processors]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            torn[gil] = sum(seen) + abs(count.value - 1)
            if torn[gil]:
                break
        x.measure(f"counts torn {'with' if gil else 'without'} the GIL", torn[gil],
                  f"of 2 x {rounds} pairs, try {attempt}")
    x.criterion("without the GIL counts are torn", torn[False] > 0)
    x.criterion("with it none is", torn[True] == 0)
    if torn[False] and not torn[True]:
        x.verdict("right", "two threads that count without the GIL lose counts; in builds without "
                           "a "
                  "GIL (PEP 703) objects count in another way", f"{torn[False]} counts torn, 0 "
                                                                f"with it")
    else:
        x.verdict("wrong", "no count was torn")


if __name__ == "__main__":
    claim.run()
