"""Runs the experiments and prints what they found: `krait claims`, or any Python on this folder.

Each program runs in a process of its own, one after the other, since some of them measure time.
"""
import argparse
import glob
import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
RECORDED = os.path.join(HERE, "recorded.json")


def programs():
    found = glob.glob(f"{HERE}/concurrency/*.py") + sorted(glob.glob(f"{HERE}/[0-9]*.py"))
    return [path for path in sorted(found) if os.path.isfile(path)]


class Progress:
    """One line on a terminal, nothing elsewhere."""

    def __init__(self):
        self.terminal = sys.stderr.isatty()

    def show(self, text):
        if self.terminal:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    def clear(self):
        self.show("")


def run_program(interpreter, path, numbers=()):
    """The records of a program's experiments, or of those with these numbers; one that failed as a
    whole gives a bad record."""
    records = read_records(interpreter, path, numbers)
    for record in records:
        record["program"] = os.path.relpath(path, HERE)
    return records


def read_records(interpreter, path, numbers):
    done = None
    try:
        done = subprocess.run([interpreter, path, "--json", *numbers], capture_output=True,
                              text=True, timeout=300)
        return json.loads(done.stdout.splitlines()[-1])
    except (subprocess.TimeoutExpired, ValueError, IndexError) as error:
        said = (done.stderr.strip().splitlines() or [""])[-1] if done else str(error)
        subject = os.path.splitext(os.path.basename(path))[0]
        return [{"numbers": subject, "statement": "", "section": None, "subject": subject,
                 "verdict": None, "words": f"the program failed: {said}", "figure": "",
                 "measurements": [], "criteria": [["it ran", False]], "good": False, "notes": [],
                 "plots": [], "left_out": None, "seconds": 0}]


def first_number(record):
    return record["numbers"].split(",")[0].strip()


def order(record):
    """By number; 5b comes after 5."""
    number = first_number(record)
    digits = number.rstrip("abcdefghijklmnopqrstuvwxyz")
    return (int(digits) if digits.isdigit() else 1000, number)


def wanted(record, patterns):
    numbers = [n.strip() for n in record["numbers"].split(",")]
    text = f"{record['subject']} {record['statement']}".lower()
    return not patterns or any(p in numbers or (not p.isdigit() and p.lower() in text)
                               for p in patterns)


def run_all(interpreter, patterns, progress):
    records = []
    paths = programs()
    if all(re.fullmatch("[0-9]+[a-z]?", p) for p in patterns):  # nothing else is run
        numbers, chosen = patterns, paths
    else:
        numbers = ()
        chosen = [p for p in paths if any(pattern in p for pattern in patterns)] or paths
    for i, path in enumerate(chosen):
        progress.show(f"[{i + 1}/{len(chosen)}] {os.path.basename(interpreter)} "
                      f"{os.path.relpath(path, HERE)}")
        records += [r for r in run_program(interpreter, path, numbers) if wanted(r, patterns)]
    progress.clear()
    return sorted(records, key=order)


def shorten(text, width):
    return text if len(text) <= width else text[:width - 3] + "..."


def print_table(records, others):
    width = shutil.get_terminal_size((120, 24)).columns
    claim_width = max(30, min(58, width - 60))
    print(f"{'no.':<7} {'claim':<{claim_width}} {'verdict':<10} figure")
    for record in records:
        verdict = "left out" if record["left_out"] else record["verdict"] or "failed"
        if not record["left_out"] and not record["good"]:
            verdict += "?"
        print(f"{record['numbers']:<7} {shorten(record['statement'], claim_width):<{claim_width}} "
              f"{verdict:<10} {record['figure']}")
        for name, by_number in others.items():
            other = by_number.get(record["numbers"])
            if other and not other["left_out"]:
                word = other["verdict"] or "failed"
                print(f"{'':<7} {'under ' + name:>{claim_width}} {word:<10} {other['figure']}")
    counts = {}
    for record in records:
        key = "left out" if record["left_out"] else record["verdict"] or "failed"
        counts[key] = counts.get(key, 0) + 1
    print(", ".join(f"{count} {key}" for key, count in sorted(counts.items())))


def check(records):
    """What is not as recorded, a line each."""
    with open(RECORDED) as file:
        recorded = json.load(file)
    bad = []
    for record in records:
        if record["left_out"]:
            continue
        for what, met in record["criteria"]:
            if not met:
                bad.append(f"{record['numbers']}: not met: {what}")
        expected = recorded.get(record["numbers"])
        if record["verdict"] != expected:
            bad.append(f"{record['numbers']}: {record['verdict']}, recorded is {expected}: "
                       f"{record['words']}")
    return bad


def measure_again(records, tries, progress):
    """Runs the programs once more whose outcome is not as recorded, up to `tries` times in all.

    A busy machine spoils a measurement of time now and then, and another one puts it right; what is
    really different comes out different each time. Says on standard error what it did.
    """
    for _ in range(tries - 1):
        programs = {record["program"] for record in records if check([record])}
        if not programs:
            break
        for program in sorted(programs):
            print(f"krait claims: measuring again: {program}", file=sys.stderr)
            progress.show(program)
            numbers = {record["numbers"] for record in records}
            fresh = [record for record in run_program(sys.executable, os.path.join(HERE, program))
                     if record["numbers"] in numbers]
            records = [record for record in records if record["program"] != program] + fresh
        progress.clear()
    return sorted(records, key=order)


def column_name(path, taken):
    """The interpreter's name; with its version where another of that name is in the table."""
    name = os.path.basename(path)
    if name in taken:
        shown = subprocess.run([path, "-c", "import sys; print(*sys.version_info[:3], sep='.')"],
                               capture_output=True, text=True).stdout.strip()
        name = f"{name} ({shown})"
    while name in taken:
        name += "'"
    return name


def main():
    parser = argparse.ArgumentParser(prog="krait claims", description=__doc__.splitlines()[0])
    parser.add_argument("pattern", nargs="*", help="numbers, subjects, or words of the claims")
    parser.add_argument("--against", action="append", default=[], metavar="PYTHON",
                        help="run the programs under this interpreter too")
    parser.add_argument("--json", metavar="OUT", help="write all records")
    parser.add_argument("--html", metavar="OUT", help="write a page with the table and pictures")
    parser.add_argument("--check", action="store_true",
                        help="fail when a verdict is not the recorded one, or a criterion not met")
    parser.add_argument("--tries", type=int, default=3, metavar="N",
                        help="with --check: measure up to N times what is not as recorded (3)")
    parser.add_argument("--record", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    progress = Progress()
    records = run_all(sys.executable, options.pattern, progress)
    if not records:
        parser.error(f"no claim matches {' '.join(options.pattern)}")
    if options.check:
        records = measure_again(records, options.tries, progress)
    others = {}
    for python in options.against:
        path = shutil.which(python)
        if path is None:
            print(f"krait claims: {python} is not here", file=sys.stderr)
            continue
        name = column_name(path, others)
        others[name] = {r["numbers"]: r for r in run_all(path, options.pattern, progress)}
    print_table(records, others)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"records": records, "against": others}, file, indent=1)
    if options.html:
        import page
        with open(options.html, "w") as file:
            file.write(page.render(records, others))
    if options.record:
        with open(RECORDED, "w") as file:
            json.dump({r["numbers"]: r["verdict"] for r in records}, file, indent=1)
            file.write("\n")
    if options.check:
        bad = check(records)
        for line in bad:
            print(line, file=sys.stderr)
        sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
