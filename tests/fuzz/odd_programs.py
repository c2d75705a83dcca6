#!/usr/bin/env python3
"""Changes the language tests at random and runs what comes out: whatever it is, the VM must live.

    tests/fuzz/odd_programs.py --krait=build/asan/krait --seconds=600 [--seed=N] [--corpus=FOLDER]

Each program is a test, or parts of two, in which lines, tokens, numbers and names have been
swapped, doubled, dropped or replaced by odd ones. It runs in an empty folder under a limit of
memory and of time. A signal, a sanitizer's report, a failed assertion or an internal error is a
fault; it is printed once, by the place that the report names, with the program reduced to the lines
it needs. Programs that take too long are no fault: many loop for ever. Exit code 1 if there was any
fault.
"""
import argparse
import glob
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

# What a changed program must not do to the machine it runs on.
HARMFUL = re.compile(
    r"\b(kill|killpg|fork\w*|exec[lv]\w*|posix_spawn\w*|system|popen|Popen|rmtree|unlink|remove|"
    r"rename|subprocess|multiprocessing|setrlimit|_exit|abort|socket|_sigsegv|_read_null|"
    r"_fatal_error|_sigabrt|_sigfpe|raise_signal|pthread_kill|ctypes|chmod|truncate|mkfifo|dup2)\b")
TOKEN = re.compile(
    r"\"\"\".*?\"\"\"|'''.*?'''|\"[^\"\n]*\"|'[^'\n]*'|\w+|\*\*=?|//=?|[-+*/%@&|^<>=!]=|"
    r"<<=?|>>=?|->|:=|\.\.\.|[^\s\w]|\s+", re.S)
ODD = [
    'None', 'True', '-1', '0', '1 << 64', '2**31', '10**30', "float('nan')", "''", "b''", '()',
    '[]', '{}', 'set()', 'object()', 'int', 'type', 'lambda *a, **k: a', '...', 'NotImplemented',
    'print', 'range(3)', '(x for x in (1, 2))', "memoryview(b'ab')", 'iter(())', "'\\ud800'",
    "__import__('sys')._getframe()", 'globals()', 'locals()', 'super', 'property()',
    'bytearray(3)', "__import__('gc').collect()", '[1] * 100', "'a' * 1000", '1e308', '1j',
    'Exception', 'type(None)',
]
STATEMENTS = [
    'del {n}', '{n} = {o}', 'raise {o}', 'return {o}', 'yield {o}', 'await {o}', 'break',
    'continue', 'global {n}', 'nonlocal {n}', '{n}.__class__ = {o}', '{n}.__dict__ = {o}',
    'import gc; gc.collect()', '{n}.{m} = {o}', 'del {n}.{m}', '{n}[{o}] = {o}', 'del {n}[{o}]',
    '{n} += {o}', 'for {n} in {o}: pass', 'with {o} as {n}: pass', 'type({n}).{m} = {o}',
    '{n}.__init__({o})', '{n} = [{n}, {n}]', '{n}({o}, {o})',
    '{n}.__code__ = (lambda: {o}).__code__', '{n}.__bases__ = ({o},)',
    'try: {n}()\nexcept* ValueError: pass',
    "match {n}:\n  case {{'a': x, **y}}: pass\n  case [a, *b]: pass",
    "__import__('sys').settrace(lambda *a: {o})", '{n}.__setstate__({o})', '{n}.close()',
    '{n}.throw({o})', '{n}.send({o})', 'list(zip({n}, {o}))', '{n} = {n}.__reduce_ex__(2)',
    "__import__('sys').setrecursionlimit(200)", "{n}.f_locals['{n}'] = {o}",
]


def tokens_of(text):
    return TOKEN.findall(text)


def change(dice, text, other):
    lines = text.split("\n")
    names = [w for w in set(re.findall(r"\b[a-zA-Z_]\w*\b", text)) if len(w) > 1] or ["x"]
    names.sort()
    for _ in range(dice.choice((1, 1, 2, 3, 5, 8))):
        kind = dice.randrange(11)
        i = dice.randrange(len(lines))
        if kind == 0:
            del lines[i]
        elif kind == 1:
            lines.insert(dice.randrange(len(lines) + 1), lines[i])
        elif kind == 2:
            j = dice.randrange(len(lines))
            lines[i], lines[j] = lines[j], lines[i]
        elif kind == 3:
            start = dice.randrange(len(other))
            lines[i:i] = other[start:start + dice.randrange(1, 12)]
        elif kind in (4, 5):
            indent = re.match(r"\s*", lines[i]).group()
            made = dice.choice(STATEMENTS).format(n=dice.choice(names), m=dice.choice(names),
                                                  o=dice.choice(ODD))
            lines[i:i] = [indent + part for part in made.split("\n")]
        else:
            parts = tokens_of(lines[i])
            where = [k for k, part in enumerate(parts) if part.strip()]
            if not where:
                continue
            k = dice.choice(where)
            if kind == 6:
                del parts[k]
            elif kind == 7:
                parts[k] = dice.choice(ODD)
            elif kind == 8:
                parts[k] = dice.choice(names)
            elif kind == 9:
                parts[k] = dice.choice(parts)
            elif parts[k].isdigit():
                parts[k] = str(dice.choice(
                    (0, 1, 2, 63, 64, 255, 256, 2**31, 2**32, 2**63, -1, 10**25)))
            else:
                parts.insert(k, parts[k])
            lines[i] = "".join(parts)
        if not lines:
            lines = [""]
    return "\n".join(lines)


FAULT = re.compile(
    r"AddressSanitizer:? ([\w-]+)|runtime error: ([\w ]+)|([^\n]*[Aa]ssertion failed[^\n]*)|"
    r"(KRAIT_\w+[^\n]*)|(LeakSanitizer)|(SystemError: [^\n]*bytecode[^\n]*)|(LLVM ERROR[^\n]*)")


def run(options, program, timeout):
    """(fault or "", report)"""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "odd.py")
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as stream:
            stream.write(program)
        process = subprocess.Popen([options.krait] + options.arg + [path], cwd=folder,
                                   env=dict(os.environ, HOME=folder), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   start_new_session=True)
        try:
            report = process.communicate(timeout=timeout)[1].decode("utf-8", "replace")
            code = process.returncode
        except subprocess.TimeoutExpired:
            code, report = "time", ""
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except OSError:
                pass
        if code == "time":
            process.communicate()
            return "", ""
    found = FAULT.search(report)
    # -2, SIGINT: a KeyboardInterrupt that was raised by the program.
    if not found and (code >= 0 or code == -signal.SIGINT) and code < 134:
        return "", ""
    fault = next((g for g in found.groups() if g), "?") if found else "exit %s" % code
    places = re.findall(r"#\d+ 0x\w+ in (?:krait::)?([\w:~<>]+)", report)
    places = [p for p in places if not p.startswith(("__asan", "__interceptor", "raise", "abort",
                                                     "__sanitizer", "gsignal", "pthread"))]
    return (fault + " in " + " < ".join(places[:3]))[:200], report


def reduce_program(options, program, fault):
    lines = program.split("\n")
    size = max(1, len(lines) // 2)
    deadline = time.time() + options.reduce_seconds
    while time.time() < deadline:
        i, removed = 0, False
        while i < len(lines) and time.time() < deadline:
            fewer = lines[:i] + lines[i + size:]
            if run(options, "\n".join(fewer), 20)[0][:40] == fault[:40]:
                lines, removed = fewer, True
            else:
                i += size
        if size == 1 and not removed:
            break
        size = max(1, size // 2)
    return "\n".join(lines)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--krait", required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", default=os.path.join(here, "..", "lang"))
    parser.add_argument("--timeout", type=float, default=10)
    parser.add_argument("--reduce-seconds", type=float, default=60)
    parser.add_argument("--arg", action="append", default=["--max-memory=200M"])
    options = parser.parse_args()
    options.krait = os.path.abspath(options.krait)
    os.environ.setdefault(
        "ASAN_OPTIONS", "detect_leaks=0:allocator_may_return_null=1:handle_sigfpe=0"
        ":max_allocation_size_mb=2000")
    os.environ.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
    os.environ.setdefault("PYTHONHASHSEED", "1")
    corpus = []
    for path in sorted(glob.glob(os.path.join(options.corpus, "**", "*.py"), recursive=True)):
        with open(path, encoding="utf-8", errors="surrogateescape") as stream:
            text = stream.read()
        if len(text) < 20000 and not HARMFUL.search(text):
            corpus.append(text)
    print("%d programs" % len(corpus), flush=True)
    seen, count, start = set(), 0, time.time()
    while time.time() - start < options.seconds:
        dice = random.Random(options.seed * 1000000 + count)
        count += 1
        text = dice.choice(corpus)
        program = change(dice, text, dice.choice(corpus).split("\n"))
        if HARMFUL.search(program):
            continue
        fault, report = run(options, program, options.timeout)
        if not fault or fault in seen:
            continue
        seen.add(fault)
        program = reduce_program(options, program, fault)
        report = run(options, program, options.timeout)[1] or report
        print("\n==== %s (program %d)\n%s\n----" % (fault, count, program))
        print("\n".join(re.sub(r" \(.*?\) /\S*/(?=[\w.]+:\d)", " ", line)
                        for line in report.splitlines()[:20]), flush=True)
    print("%d programs run, %d faults" % (count, len(seen)))
    return bool(seen)


if __name__ == "__main__":
    sys.exit(main())
