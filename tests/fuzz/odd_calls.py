#!/usr/bin/env python3
"""Calls everything that is native with odd arguments and reduces each crash to its few steps.

    tests/fuzz/odd_calls.py --krait=build/asan/krait --seconds=600 [--seed=N] [--only=builtins.list]

Each round is a process that runs some hundred random calls (odd_world.py) under a limit of memory.
A round that ends by a signal, by a sanitizer's report or not at all is reduced: steps are left out
as long as the fault stays. Each fault is printed once, by the place that the report names, with the
steps that lead to it; `--replay=FILE` runs the steps of a file. Exit code 1 if there was any.
"""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time

WORLD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "odd_world.py")


def run(options, steps, timeout=60):
    """(fault or "", report, number of the last step begun)"""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "steps.txt")
        with open(path, "w") as stream:
            stream.writelines("%d %s %s\n" % step for step in steps)
        log = os.path.join(folder, "log")
        env = dict(os.environ, HOME=folder)
        command = ["bash", "-c", 'exec "$@" 3>log', "x", options.krait] + options.arg + [WORLD,
            path]
        try:
            done = subprocess.run(command, cwd=folder, env=env, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, timeout=timeout)
            report, code = done.stderr.decode("utf-8", "replace"), done.returncode
        except subprocess.TimeoutExpired as expired:
            report, code = (expired.stderr or b"").decode("utf-8", "replace"), "hang"
        try:
            with open(log) as stream:
                last = stream.read().split()[-1]
        except (OSError, IndexError):
            last = ""
    fault = ""
    if code == "hang":
        fault = "hang"
    elif re.search("ERROR: AddressSanitizer|runtime error:|KRAIT_|[Aa]ssert",
        report) or code < 0 or code not in (0, 1, 2):
        kind = re.search(r"AddressSanitizer:? ([\w-]+)|runtime error: ([\w ]+)"
                         r"|([^\n]*[Aa]ssert[^\n]*)", report)
        fault = next((g for g in kind.groups() if g), "?") if kind else "exit %s" % code
        places = re.findall(r"#\d+ 0x\w+ in (?:krait::)?([\w:~<>]+)", report)
        places = [p for p in places if not p.startswith(("__asan", "__interceptor", "raise",
            "abort", "__sanitizer", "gsignal", "pthread"))]
        fault += " in " + " < ".join(places[:4])
        where = re.search(r"(\S+:\d+:\d+): runtime error", report)
        if where:
            fault += " " + os.path.basename(where.group(1))
    elif code and "Error" in report:
        fault = "script failed: " + report.strip().splitlines()[-1]
    return fault, report, last


def reduce_steps(options, steps, fault, last):
    """The steps without those that the fault does not need."""
    timeout = 20 if fault == "hang" else 60
    for i, step in enumerate(steps):
        if str(step[0]) == last:
            if run(options, steps[:i + 1], timeout)[0][:30] == fault[:30]:
                steps = steps[:i + 1]
            break
    if run(options, steps[-1:], timeout)[0][:30] == fault[:30]:
        return steps[-1:]
    size = max(1, len(steps) // 2)
    deadline = time.time() + 90
    while time.time() < deadline:
        i, removed = 0, False
        while i < len(steps) and time.time() < deadline:
            fewer = steps[:i] + steps[i + size:]
            if fewer and run(options, fewer, timeout)[0][:30] == fault[:30]:
                steps, removed = fewer, True
            else:
                i += size
        if size == 1 and not removed:
            break
        size = max(1, size // 2)
    return steps


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--krait", required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--only", default="")
    parser.add_argument("--replay")
    parser.add_argument("--arg", action="append", default=["--max-memory=300M"])
    options = parser.parse_args()
    options.krait = os.path.abspath(options.krait)
    os.environ.setdefault("ASAN_OPTIONS",
        "detect_leaks=0:allocator_may_return_null=1:handle_sigfpe=0"
                          ":max_allocation_size_mb=2000")
    os.environ.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
    os.environ.setdefault("PYTHONHASHSEED", "1")
    if options.replay:
        with open(options.replay) as stream:
            steps = [(int(n), where, name) for n, where, name in map(str.split, stream)]
        fault, report, last = run(options, steps)
        print(report, "\nfault:", fault, "at step", last)
        return bool(fault)
    out = subprocess.run([options.krait, WORLD, "surface"], stdout=subprocess.PIPE,
        check=True).stdout.decode()
    surface = [tuple(line.split(" ", 1)) for line in out.splitlines()]
    surface = [s for s in surface if options.only in ".".join(s)]
    print("%d things to call" % len(surface), flush=True)
    seen = {}
    start, round_number = time.time(), 0
    while time.time() - start < options.seconds:
        seed = options.seed * 100000 + round_number
        round_number += 1
        dice = random.Random(seed)
        # Half of the rounds stay with a few types, so that states build up.
        among = surface if dice.random() < 0.5 else None
        if among is None:
            owners = {dice.choice(surface)[0] for _ in range(3)}
            among = [s for s in surface if s[0] in owners]
        steps = [(dice.randrange(10**9), *dice.choice(among)) for _ in range(options.steps)]
        fault, report, last = run(options, steps)
        if not fault or fault in seen:
            continue
        seen[fault] = 1
        steps = reduce_steps(options, steps, fault, last)
        fault2, report2, _ = run(options, steps, 20)
        print("\n==== %s (round %d)\n%s" % (fault, round_number,
            "\n".join("%d %s %s" % s for s in steps)))
        lines = (report2 if fault2 else report).splitlines()
        lines = [re.sub(r" \(.*?\) /\S*/(?=[\w.]+:\d)", " ", line) for line in lines]
        print("\n".join(lines[:22]), flush=True)
    print("%d rounds, %d faults" % (round_number, len(seen)))
    return bool(seen)


if __name__ == "__main__":
    sys.exit(main())
