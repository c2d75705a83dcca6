#!/usr/bin/env python3
"""Records NAME.out and NAME.err beside language tests, from a real CPython 3.13.

usage: record_expected.py --oracle=PYTHON [--check] FILE_OR_FOLDER...

A developer's aid: nothing in the build calls it. A file that carries its expectations as marks is
run as well, but gets no recording. The environment of the run and what is taken out of the output
are those of lang_runner.cpp; a difference between the two would show as a failing test at once,
since lang_runner can be pointed at the same CPython (--krait=PYTHON --ignore-xfail).
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

MARKS = ("# expect:", "# expect-raise:", "# expect-syntax-error:")


def environment(temporary):
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "LC_", "LANG", "TMPDIR"))}
    return kept | {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8",
                   "TZ": "UTC", "NO_COLOR": "1", "TMPDIR": temporary}


def normalise(data, folder):
    data = data.replace(os.fsencode(folder) + b"/", b"")
    return re.sub(rb"0x[0-9a-fA-F]{6,}", b"0x...", data)


def record(oracle, path, check):
    source = path.read_text(encoding="utf-8", errors="surrogateescape")
    argv = re.search(r"^# argv: (.*)$", source, re.M)
    given = path.with_suffix(".in")
    with tempfile.TemporaryDirectory() as temporary:
        with open(given if given.exists() else os.devnull, "rb") as stdin:
            run = subprocess.run([oracle, str(path), *(argv[1].split() if argv else [])],
                                 stdin=stdin, capture_output=True, cwd=temporary, timeout=60,
                                 env=environment(temporary))
    out = normalise(run.stdout, path.parent)
    err = normalise(run.stderr, path.parent)
    if any(mark in source for mark in MARKS):
        return
    wanted = {}
    if out:
        wanted[".out"] = out
    if (err or run.returncode) and "# exit:" not in source:
        code = run.returncode if run.returncode >= 0 else 128 - run.returncode
        wanted[".err"] = b"exit %d\n" % code + err
    for suffix in (".out", ".err"):
        sibling = path.with_suffix(suffix)
        old = sibling.read_bytes() if sibling.exists() else None
        new = wanted.get(suffix)
        if old == new:
            continue
        print("differs" if check else "recorded", sibling)
        if check:
            continue
        if new is None:
            sibling.unlink()
        else:
            sibling.write_bytes(new)


def main():
    options = [word for word in sys.argv[1:] if word.startswith("--")]
    places = [pathlib.Path(word).resolve() for word in sys.argv[1:] if not word.startswith("--")]
    oracle = next((word[9:] for word in options if word.startswith("--oracle=")), None)
    if not oracle or not places:
        sys.exit(__doc__)
    version = subprocess.run([oracle, "-c", "import sys; print(sys.version_info[:2] == (3, 13))"],
                             capture_output=True, text=True).stdout.strip()
    if version != "True":
        sys.exit(f"{oracle} is not CPython 3.13")
    for place in places:
        files = [place] if place.is_file() else sorted(place.rglob("*.py"))
        for path in files:
            # Only files directly in an area's folder are tests; what lies deeper they import.
            area = path.parent
            if path.name.startswith("_") or not (area.parent.name in ("lang", "stdlib") or
                                                 area.name in ("benchmarks", "kernels")):
                continue
            record(oracle, path, "--check" in options)


if __name__ == "__main__":
    main()
