"""The form of an experiment: what is claimed, what was measured, the criterion, the verdict.

A program declares its experiments and ends with `claim.run()`:

    @claim.experiment("17", "Generators vs iterators", section=2)
    def a_generator_is_an_iterator(x):
        numbers = (n for n in range(3))
        same = iter(numbers) is numbers
        x.measure("iter(g) is g", same)
        x.criterion("a generator is its own iterator", same)
        x.verdict("wrong" if same else "right", "a generator is an iterator; ...")

Run alone, a program prints its experiments in that form and ends with 0 when each criterion was
met; arguments choose among them by number. With --json it prints a list of records instead, which
`krait claims` reads. Verdicts are computed from the measurements: nothing here knows what to
expect.

An experiment that needs an instrument of Krait's says so (`needs="krait"`) and is left out
elsewhere.
"""
import json
import os
import sys
import time

KRAIT = sys.implementation.name == "krait"
VERDICTS = ("right", "imprecise", "dated", "wrong", "mixed", "opinion")

_experiments = []


class Record:
    """What one experiment has found."""

    def __init__(self, numbers, statement, section, subject):
        self.numbers = numbers
        self.statement = statement
        self.section = section
        self.subject = subject
        self.measurements = []
        self.criteria = []
        self.notes = []
        self.plots = []
        self.verdict_word = None
        self.words = ""
        self.figure = ""
        self.left_out = None

    def measure(self, what, value, unit=""):
        """A figure, kept as it is; gives it back."""
        self.measurements.append((what, value, unit))
        return value

    def spread(self, what, values, unit=""):
        """Several runs of the same: the median, kept with the least and the greatest."""
        ordered = sorted(values)
        middle = ordered[len(ordered) // 2]
        self.measurements.append(
            (what, middle, f"{unit} ({show(ordered[0])} to {show(ordered[-1])})".strip()))
        return middle

    def criterion(self, what, met):
        """What must hold for the experiment to show anything; gives back whether it does."""
        self.criteria.append((what, bool(met)))
        return bool(met)

    def verdict(self, word, words, figure=""):
        if word not in VERDICTS:
            raise ValueError(f"not a verdict: {word!r}")
        self.verdict_word, self.words, self.figure = word, words, str(figure)

    def note(self, text):
        """What this run could not show, or left out."""
        self.notes.append(text)

    def plot(self, kind, title, **data):
        """A picture for `krait claims --html`: kind is lines, bars, timeline or matrix."""
        self.plots.append({"kind": kind, "title": title, **data})

    def skip(self, why):
        self.left_out = why

    @property
    def good(self):
        return all(met for _, met in self.criteria)

    def as_json(self):
        return {
            "numbers": self.numbers, "statement": self.statement, "section": self.section,
            "subject": self.subject, "verdict": self.verdict_word, "words": self.words,
            "figure": self.figure, "measurements": self.measurements, "criteria": self.criteria,
            "good": self.good, "notes": self.notes, "plots": self.plots,
            "left_out": self.left_out, "seconds": self.seconds,
        }

    def print(self):
        print(f"{self.numbers}. {self.statement}")
        if self.left_out:
            print(f"  left out  {self.left_out}\n")
            return
        for what, value, unit in self.measurements:
            print(f"  measured  {what}: {show(value)} {unit}".rstrip())
        for what, met in self.criteria:
            print(f"  criterion {what}: {'met' if met else 'NOT MET'}")
        print(f"  verdict   {self.verdict_word}: {self.words}")
        for text in self.notes:
            print(f"  note      {text}")
        print()


def show(value):
    """A figure as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if value != 0 and abs(value) < 0.01:
            return f"{value:.2g}"
        return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    if isinstance(value, int) and abs(value) >= 10000:
        return f"{value:_}".replace("_", " ")
    return str(value)


def experiment(numbers, statement, section=None, needs=None):
    """Declares an experiment: the claims' numbers, what the document says, in which section."""
    def declare(function):
        _experiments.append((numbers, statement, section, needs, function))
        return function
    return declare


def run():
    """The end of each program: runs its experiments, or those named in the arguments."""
    arguments = [a for a in sys.argv[1:] if a != "--json"]
    subject = os.path.splitext(os.path.basename(sys.argv[0]))[0]
    records = []
    for numbers, statement, section, needs, function in _experiments:
        if arguments and not set(arguments) & set(numbers.replace(",", " ").split()):
            continue
        record = Record(numbers, statement, section, subject)
        start = time.perf_counter()
        if needs == "krait" and not KRAIT:
            record.skip("it rests on instruments that only Krait has")
        else:
            try:
                function(record)
            except Exception as error:  # the other experiments still run
                record.criterion(f"it ran to its end ({type(error).__name__}: {error})", False)
        record.seconds = round(time.perf_counter() - start, 3)
        records.append(record)
        if "--json" not in sys.argv:
            record.print()
            sys.stdout.flush()
    if "--json" in sys.argv:
        json.dump([r.as_json() for r in records], sys.stdout)
        print()
    bad = [r for r in records if not r.left_out and not (r.good and r.verdict_word)]
    sys.exit(1 if bad else 0)


# --- what several programs measure with ---

def status(field, pid="self"):
    """A number from /proc/PID/status: kB for sizes, a count for context switches."""
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            if line.startswith(field + ":"):
                return int(line.split()[1])
    raise LookupError(field)


def open_files():
    """The number of open descriptors of this process (one of them is the census's own)."""
    return len(os.listdir("/proc/self/fd")) - 1


def cost_ns(function, *args, rounds=7, calls=20000):
    """Nanoseconds of one call beyond those of an empty loop: the least of several rounds."""
    clock = time.process_time_ns
    least = empty = None
    for _ in range(rounds):
        start = clock()
        for _ in range(calls):
            pass
        middle = clock()
        for _ in range(calls):
            function(*args)
        end = clock()
        empty = middle - start if empty is None else min(empty, middle - start)
        least = end - middle if least is None else min(least, end - middle)
    return max(least - empty, 1) / calls


def run_python(source, *arguments, options=(), **more):
    """A program in a process of its own, under the interpreter that runs this one."""
    import subprocess
    return subprocess.run([sys.executable, *options, "-c", source, *arguments],
                          capture_output=True, text=True, timeout=60, **more)
