"""Generators: what lazy evaluation costs and saves, and what a suspended frame keeps.

The document's `get_logs`, eager and lazy, stands below as it is there, but for the name of the
file.
"""
import gc
import itertools
import os
import sys
import tempfile

import claim

if claim.KRAIT:
    import krait

LOG = os.path.join(tempfile.gettempdir(), f"claims-{os.getpid()}.log")


def get_logs_eager():
    return [line for line in open(LOG)]  # OOM Kill


def get_logs_lazy():
    for line in open(LOG):
        yield line  # Pauses stack frame


def get_logs_closing():
    with open(LOG) as file:
        for line in file:
            yield line


def write_log(lines, length=80):
    with open(LOG, "w") as file:
        for i in range(lines):
            file.write(f"{i:0{length - 1}}\n")


def numbers(count):
    for i in range(count):
        yield i + 10**12  # beyond every cache of small numbers


def bytes_in_use():
    """What the interpreter's objects take: its own count under Krait, tracemalloc's elsewhere."""
    if claim.KRAIT:
        return krait.counters()["bytes"]
    import tracemalloc
    return tracemalloc.get_traced_memory()[0]


class Tracing:
    """Elsewhere than under Krait memory is traced only within the with-block."""

    def __enter__(self):
        if not claim.KRAIT:
            import tracemalloc
            tracemalloc.start()

    def __exit__(self, *_):
        if not claim.KRAIT:
            import tracemalloc
            tracemalloc.stop()


def peak_of(iterable_of, count):
    """The most bytes in use while what the function gives is gone through."""
    gc.collect()
    start = most = bytes_in_use()
    for i, _ in enumerate(iterable_of(count)):
        if i % max(count // 16, 1) == 0:
            most = max(most, bytes_in_use())
    return max(most, bytes_in_use()) - start


@claim.experiment("17", "Generators vs iterators", section=2)
def a_generator_is_an_iterator(x):
    generator = numbers(3)
    itself = x.measure("iter(g) is g", iter(generator) is generator)
    same = x.criterion("a generator is its own iterator", itself and next(generator) == 10**12)
    x.verdict("wrong" if same else "right",
              "a generator is an iterator; the section compares lazy with eager evaluation",
              "iter(g) is g")


OUT_OF_MEMORY = """
import sys
items = []
try:
    while True:
        items.append(bytes(1000))
except MemoryError:
    count = len(items)
    items = None
    print(count)
"""


@claim.experiment("18", "Reading 10 GB into a list ends in an OOM kill.", section=2, needs="krait")
def limit_of_memory(x):
    """A limit of 32 MB and elements of 1000 bytes: where it ends can be told beforehand."""
    counts = {}
    for limit in (32, 64):
        done = claim.run_python(OUT_OF_MEMORY, options=[f"--max-memory={limit}M"])
        counts[limit] = int(done.stdout) if done.returncode == 0 else 0
        x.measure(f"elements until MemoryError at --max-memory={limit}M", counts[limit])
    probe = [bytes(1000) for _ in range(64)]
    size = sys.getsizeof(probe[0])
    predicted = x.measure("more for 32 MB more, from the size of an element", 2**25 / (size + 8),
                          f"({size} bytes and 8 for the place in the list)")
    off = x.measure("measured to predicted", (counts[64] - counts[32]) / predicted)
    x.criterion("the element is the predicted one within 10 %", abs(off - 1) < 0.1)
    if x.criterion("the program sees MemoryError and goes on", min(counts.values()) > 0):
        x.verdict("imprecise", "it ends where the limit is: MemoryError under one of the process, "
                  "the OOM killer only where the system has promised more than it has",
                  f"MemoryError at element {counts[32]} of 1000 bytes in 32 MB")
    else:
        x.verdict("right", "the process was ended")


@claim.experiment("19, 50", "A list holds all elements, O(N); a generator O(1).", section=2)
def memory_of_list_and_generator(x):
    def listed(count):
        return list(numbers(count))
    points, names = {}, {"list": listed, "generator": numbers}
    with Tracing():
        for name, make in names.items():
            peak_of(make, 1000)
            points[name] = [[n, peak_of(make, n)] for n in (10**3, 10**4, 10**5, 10**6)]
    for name in names:
        for n, peak in points[name]:
            x.measure(f"peak of a {name} of {n} numbers", peak / 1024, "KiB")
    (low_n, low), (high_n, high) = points["list"][2], points["list"][3]
    slope = x.measure("bytes for each element more, list", (high - low) / (high_n - low_n))
    flat = x.measure("bytes for each element more, generator",
                     (points["generator"][3][1] - points["generator"][2][1]) / (high_n - low_n))
    x.plot("lines", "Peak memory of going through n numbers", x="n", y="KiB", log=True,
           series=[[name, [[n, max(peak / 1024, 0.5)] for n, peak in points[name]]]
                   for name in names])
    x.criterion("the list grows by the size of its elements", 8 <= slope < 100)
    if x.criterion("the generator by nothing", flat < 0.2):
        x.verdict("right", "linear against constant",
                  f"{slope:.0f} bytes an element against {flat:.2f}")
    else:
        x.verdict("wrong", "the generator grows too", f"{flat:.1f} bytes an element")


def three_things(first, *rest):
    return (first, *rest)


def suspended(name):
    local = name * 2
    try:
        raise KeyError(name)
    except KeyError:
        # Suspended in the middle of a call's arguments, a loop, and an except clause.
        for turn in range(2):
            answer = three_things(1, turn, (yield local))
            local = answer, type(sys.exception()).__name__
        yield local


@claim.experiment("20", "`yield` saves local variables and the instruction pointer.", section=2)
def what_a_suspended_frame_keeps(x):
    generator = suspended("ab")
    first = next(generator)
    frame = generator.gi_frame
    ip = frame.f_lasti
    x.measure("locals while suspended", ", ".join(sorted(frame.f_locals)))
    x.measure("instruction pointer, in the code", f"{ip} of {len(frame.f_code.co_code)}")
    before = sys.exception()
    second = generator.send("x")
    outside = sys.exception()
    third = generator.send("y")
    kept = second == ((1, 0, "x"), "KeyError") and third == ((1, 1, "y"), "KeyError")
    x.measure("resumed in the middle of a call's arguments", second[0] == (1, 0, "x"))
    x.measure("the handled exception inside, outside", f"{second[1]}, {outside}")
    x.criterion("locals and instruction pointer are there",
                first == "abab" and frame.f_locals["name"] == "ab" and ip > 0)
    more = x.criterion("pending operands, the loop and the handled exception are kept too",
                       kept and before is None and outside is None)
    x.verdict("right" if more else "imprecise",
              "and pending operands, the loop's iterator and the handled exception with them",
              "locals, position, operands, exception")


@claim.experiment("21", "`yield` pauses the stack frame.", section=2)
def where_the_frame_lives(x):
    """A hundred thousand suspended frames: on the C stack there would be no room for them."""
    count = 100_000

    def one():
        yield 1
    waiting = [one() for _ in range(count)]
    stack = claim.status("VmStk")
    for generator in waiting:
        next(generator)
    grown = x.measure(f"growth of the C stack by {count} suspended frames",
                      claim.status("VmStk") - stack, "kB")
    x.measure("bytes of the generator, its frame included", sys.getsizeof(waiting[0]))
    depth = len(gc.get_referrers(waiting[0]))
    x.measure("who refers to a suspended one", depth, "(the list)")
    frame = waiting[0].gi_frame
    back = x.measure("caller of a suspended frame", frame.f_back)
    if x.criterion("the stack does not grow, and a suspended frame has no caller",
                   grown <= 64 and back is None):
        x.verdict("imprecise", "the frame was never on a stack: it lies in the generator, on the "
                               "heap",
                  f"{count} suspended, the stack grew by {grown} kB")
    else:
        x.verdict("right", "the frame stays on the stack", f"{grown} kB")


@claim.experiment("22", "Lazy evaluation takes O(1) memory.", section=2)
def memory_of_the_longest_item(x):
    def count_lines():
        return sum(1 for _ in get_logs_lazy())

    peaks = {}
    megabytes = 16
    for name, lines, length in (("short", megabytes * 2**20 // 64, 64),
                                ("one long", 1, megabytes * 2**20)):
        write_log(lines, length)
        script = ("import sys; sys.path[:0] = sys.argv[1:2]; import claim\n"
                  "before = claim.status('VmHWM')\n"
                  "for line in open(sys.argv[2]): pass\n"
                  "print(claim.status('VmHWM') - before)")
        folder = os.path.dirname(os.path.abspath(claim.__file__))
        peaks[name] = int(claim.run_python(script, folder, LOG).stdout) / 1024
        x.measure(f"resident memory more, reading {megabytes} MB as {name} lines"
                  if lines > 1 else f"resident memory more, reading one line of {megabytes} MB",
                  peaks[name], "MiB")
    os.remove(LOG)
    x.plot("bars", f"Memory for {megabytes} MB read line by line", unit="MiB",
           bars=[["lines of 64 bytes", peaks["short"]], ["one line", peaks["one long"]]])
    x.criterion("short lines take next to nothing", peaks["short"] < 2)
    if x.criterion("one long line takes its length or more", peaks["one long"] > megabytes * 0.9):
        x.verdict("imprecise", "of the longest item and the buffer, whatever the number of items",
                  f"{peaks['one long']:.0f} MiB for one line of {megabytes} MB, "
                  f"{peaks['short']:.1f} for short ones")
    else:
        x.verdict("right", "constant", f"{peaks['one long']:.1f} MiB")


@claim.experiment("23", "The data exists only as it passes through the CPU cache.", section=2)
def lines_live_on_the_heap(x):
    class Line(str):
        """A line whose end can be seen; the instances of the class are counted."""
        born = died = 0

        def __new__(cls, text):
            cls.born += 1
            return super().__new__(cls, text)

        def __del__(self):
            Line.died += 1

    def lines(count):
        for i in range(count):
            yield Line(f"{i:080}")
    living, addresses, spans = [], set(), []
    last = None
    for line in lines(1000):
        addresses.add(id(line))
        living.append(Line.born - Line.died)
        last = line
        spans.append(sys.getsizeof(line))
    # The next one is made while the names of the loop still hold the one before.
    most, rest = max(living), living[-1]
    x.measure("lines alive at each turn, the most", most, f"of {len(living)}")
    x.measure("different addresses of 1000 lines", len(addresses))
    del line, last
    x.measure("alive after the last name is gone", Line.born - Line.died)
    kept = list(itertools.islice(lines(1000), 1000))
    held = x.measure("alive while a list holds them, for as long as it does", Line.born - Line.died)
    del kept
    x.criterion("one or two at a time, each at an address of the heap", most <= 2 and rest <= 2)
    if x.criterion("a line lives as long as something refers to it", held == 1000
                   and Line.born == Line.died):
        x.verdict("wrong", "each line is an object of the heap until its last reference goes; the "
                  "cache is not part of it", f"{most} alive at a time, {held} when held")
    else:
        x.verdict("right", "lines vanished while referred to", held)


@claim.experiment("24", "For streaming tokens, ETL pipelines, infinite streams.", section=2)
def infinite_stream(x):
    def naturals():
        n = 10**12
        while True:
            yield n
            n += 1
    with Tracing():
        stream = naturals()
        sizes = []
        for _ in range(5):
            for _ in itertools.islice(stream, 20_000):
                pass
            sizes.append(bytes_in_use())
    growth = x.measure("bytes more after 100 000 items of an infinite stream", sizes[-1] - sizes[0])
    x.criterion("none to speak of", growth < 4096)
    x.verdict("opinion", "advice, and it holds: memory stays constant", f"{growth} bytes more")


@claim.experiment("25", "(code) A generator that opens its file is good.", section=2)
def half_read_files(x):
    """Twenty readers stopped after their first line: who closes the files, and when."""
    write_log(100)
    gc.collect()
    gc.disable()

    def still_open(make, finish):
        before = claim.open_files()
        readers = [make() for _ in range(20)]
        for reader in readers:
            next(reader)
        del reader
        finish(readers)
        found = claim.open_files() - before
        del readers
        gc.collect()
        return found

    def in_a_cycle(readers):
        while readers:
            cell = [readers.pop()]
            cell.append(cell)

    cases = {"kept": lambda readers: None, "closed": lambda readers: [r.close() for r in readers],
             "dropped": lambda readers: readers.clear(), "dropped in a cycle": in_a_cycle}
    left = {}
    for name, finish in cases.items():
        for kind, make in (("lazy", get_logs_lazy), ("with", get_logs_closing)):
            left[name, kind] = still_open(make, finish)
        x.measure(f"files open of 20 half-read, {name}", left[name, "lazy"],
                  f"(with a with-block: {left[name, 'with']})")
    gc.enable()
    os.remove(LOG)
    x.plot("bars", "Files open of 20 half-read logs", unit="files",
           bars=[[f"{name}, {kind}", count] for (name, kind), count in left.items()])
    if x.criterion("kept or in a cycle they stay open, also with a with-block",
                   left["kept", "lazy"] == 20 and left["dropped in a cycle", "lazy"] == 20
                   and left["kept", "with"] == 20):
        x.verdict("wrong", "a reader that is not read to its end holds its file: close() it, or "
                           "open "
                  "the file outside; the document's own advice is the opposite of this code",
                  f"{left['kept', 'lazy']} of 20 open when kept, "
                  f"{left['dropped in a cycle', 'lazy']} in a cycle, {left['closed', 'lazy']} "
                  f"closed")
    else:
        x.verdict("right", "the files were closed")


if __name__ == "__main__":
    claim.run()
