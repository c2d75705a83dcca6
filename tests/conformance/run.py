#!/usr/bin/env python3
"""Runs CPython 3.11's own test files under Krait and compares with what CPython passes.

usage:
  run.py --krait=PROGRAM [--memory-mb=N] [--timeout=SECONDS] [FILE...]   judge
  run.py --krait=PROGRAM --list-failures [FILE...]       lines for expected_failures/
  run.py --record-baseline=PYTHON311 [FILE...]           write baseline/
  run.py --record-changed=PYTHON313 [FILE...]            write changed_in_313/

Without FILE, all that have a baseline.

What counts are the methods in baseline/FILE.txt (they pass under Debian's CPython 3.11) that are
not in changed_in_313/FILE.txt (CPython 3.13, the reference, does not pass them either). Of these,
each must pass, unless expected_failures/FILE.txt has a line `METHOD: REASON`; a listed method that
passes fails the run too, so the lists stay true; unless its reason begins with "sometimes: ".
README.md says more. Runs under /usr/bin/python3.
"""
import concurrent.futures
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
LIBRARY = "/usr/lib/python3.11"
FILES = sorted(path.stem for path in (HERE / "baseline").glob("test_*.txt"))
# LIMIT: after this many crashes a file is given up, and what did not run counts as failed.
CRASHES_MAX = 25


def limits(memory_mb):
    def apply():
        os.setsid()
        if memory_mb:
            resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return apply


def run_file(interpreter, name, timeout, memory_mb, path=None):
    """Returns {method: (status, message)}; a crashing method is left out and the file run again."""
    results, left_out = {}, []
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    environment |= {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8",
                    "NO_COLOR": "1"}
    if path:
        environment["PYTHONPATH"] = path
    while True:
        with tempfile.TemporaryDirectory() as folder:
            record = os.path.join(folder, "results")
            environment["TMPDIR"] = folder
            process = subprocess.Popen(
                [interpreter, str(HERE / "collect.py"), "test." + name, record, *left_out],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                cwd=folder, env=environment, preexec_fn=limits(memory_mb))
            try:
                error = process.communicate(timeout=timeout)[1]
                ended = "killed by signal %d" % -process.returncode if process.returncode < 0 else \
                        "exit code %d" % process.returncode
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                error = process.communicate()[1]
                ended = "ran longer than %d s" % timeout
            lines = []
            if os.path.exists(record):
                lines = [l.split("\t") for l in open(record, encoding="ascii").read().splitlines()]
        started = None
        for status, *rest in lines:
            if status == "start":
                started = rest[0]
            elif status != "done":
                # The first run of a method decides: a later one leaves out what crashed.
                results.setdefault(rest[0], (status, (rest + [""])[1]))
                started = None
        if lines and lines[-1][0] == "done":
            break
        if started is None or len(left_out) >= CRASHES_MAX:
            tail = error.decode(errors="replace").strip().splitlines()[-1:] or [""]
            results["(file)"] = ("crash", ended + ": " + tail[0])
            break
        results[started] = ("crash", ended)
        left_out.append(started)
    return results


def read_list(kind, name):
    path = HERE / kind / (name + ".txt")
    if not path.exists():
        return {}
    entries = {}
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            method, _, reason = line.partition(": ")
            entries[method] = reason
    return entries


def write_list(kind, name, heading, lines):
    path = HERE / kind / (name + ".txt")
    if not lines:
        path.unlink(missing_ok=True)
        return
    path.write_text("".join(f"# {h}\n" for h in heading) + "".join(l + "\n" for l in lines))


def judge(name, results, list_failures):
    baseline = set(read_list("baseline", name))
    changed = set(read_list("changed_in_313", name))
    listed = read_list("expected_failures", name)
    counted = sorted(baseline - changed)
    passed = [m for m in counted if results.get(m, ("missing",))[0] == "pass"]
    failed = [m for m in counted if m not in passed]
    problems = [f"{m}: {': '.join(results.get(m, results.get('(file)', ('did not run', ''))))}"
                for m in failed if m not in listed]
    if list_failures:
        print("\n".join([f"# {name}", *problems]))
    problems += [f"{m}: passes, but is listed: {listed[m]}" for m in passed
                 if m in listed and not listed[m].startswith("sometimes: ")]
    problems += [f"{m}: listed, but not a method that counts" for m in listed if m not in counted]
    crashes = sum(1 for status, _ in results.values() if status == "crash")
    row = (name, len(counted), len(passed), len(failed), sum(1 for m in failed if m in listed),
           crashes, "%.1f" % (100 * len(passed) / max(1, len(counted))))
    return row, problems


def table(rows):
    rows = [("file", "counted", "pass", "fail", "listed", "crash", "percent"), *rows]
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(str(c).ljust(w) if i == 0 else str(c).rjust(w)
                        for i, (c, w) in enumerate(zip(row, widths))))


def main():
    options = dict(word[2:].partition("=")[::2] for word in sys.argv[1:] if word.startswith("--"))
    files = [word for word in sys.argv[1:] if not word.startswith("--")] or FILES
    timeout = int(options.get("timeout", 300))
    memory_mb = int(options.get("memory-mb", 4096))
    kind = next((k for k in ("krait", "record-baseline", "record-changed") if k in options), None)
    if kind is None:
        sys.exit(__doc__)
    path = None
    library = None
    if kind == "record-changed":
        # The 3.11 test files over the 3.13 library.
        library = tempfile.TemporaryDirectory()
        os.symlink(LIBRARY + "/test", library.name + "/test")
        path = library.name
    interpreter = os.path.abspath(options[kind])
    jobs = int(options.get("jobs", 1 if kind == "krait" else 2))
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        everything = pool.map(
            lambda name: run_file(interpreter, name, timeout, memory_mb, path), files)
        rows, problems = [], []
        for name, results in zip(files, everything):
            if kind == "record-baseline":
                passing = sorted(m for m, (status, _) in results.items() if status == "pass")
                write_list("baseline", name, ["Methods of CPython 3.11's file that pass under it.",
                           "Written by run.py --record-baseline."], passing)
                print(name, len(passing), "of", len(results))
            elif kind == "record-changed":
                baseline = read_list("baseline", name)
                lines = sorted(f"{m}: {results.get(m, ('did not run',))[0]}" for m in baseline
                               if results.get(m, ("",))[0] != "pass")
                write_list("changed_in_313", name, ["Methods that CPython 3.13 does not pass.",
                           "Written by run.py --record-changed."], lines)
                print(name, len(lines), results.get("(file)", ""))
            else:
                row, found = judge(name, results, "list-failures" in options)
                rows.append(row)
                problems += found
    if kind != "krait":
        return
    table(rows)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
