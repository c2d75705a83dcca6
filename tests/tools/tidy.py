#!/usr/bin/env python3
"""Checks of style that no compiler makes, over the files git tracks. Run by CTest (label tidy).

usage: tidy.py [--self-test] [ROOT]

Each rule yields (line, message). What each rule is for stands at it. Reads only; exit code 1 with
findings.
"""
import pathlib
import re
import subprocess
import sys

# Whom the headers of a folder may include: its own folder and those before it in its chain.
VM = ["vm/base", "vm/bytecode", "vm/heap", "vm/objects", "vm/runtime", "vm/interp", "vm/threads",
      "vm/explore"]
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')

# In the core: what to use instead. Programs, tests and the stdlib's outer edge may use them.
BANNED = [
    (re.compile(r"(?<![\w.>:])(?:std::)?printf\s*\("), "printf: the core has no output of its own"),
    (re.compile(r"\bstd::thread\b|\bpthread_create\b"), "threads are made by the Scheduler"),
    (re.compile(r"\bthread_local\b"), "state hangs off Runtime or Thread"),
    (re.compile(r"#\s*include\s*<(iostream|regex)>"), "costs start-up: use neither"),
    (re.compile(r"(?<![\w.>:])(?:malloc|calloc|realloc)\s*\("), "memory comes from vm/heap"),
    (re.compile(r"\bstd::mt19937|\brand\s*\("), "randomness comes from the Runtime"),
]
# The few files that are the one place for what the rule bans.
ALLOWED = {
    "malloc": ("vm/heap/", "vm/base/"),
    "threads": ("vm/threads/",),
}
HEADER_BANNED = re.compile(r"#\s*include\s*<(functional|map|iostream|regex|string)>")
PLACES = re.compile(r"(?<![\w.])/(?:root|home|work)/|\.pyenv")
LENGTH_MAX = 100
TABLE_LENGTH_MAX = 160  # a row of a .def table stays one line
HEADER_LINES_MAX = 600


def layer_of(path):
    return next((layer for layer in reversed(VM) if path.startswith(layer + "/")), None)


def check_includes(path, lines):
    """The compiler and the VM never include each other; vm headers include downward."""
    mine = layer_of(path)
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        target = match[1]
        theirs = layer_of(target)
        if path.startswith("compiler/"):
            if theirs and VM.index(theirs) > VM.index("vm/bytecode"):
                yield number, f"the compiler includes {target}"
            if target.startswith(("stdlib/", "programs/")):
                yield number, f"the compiler includes {target}"
        elif mine:
            if target.startswith(("compiler/", "stdlib/", "programs/")):
                yield number, f"the VM includes {target}"
            low = VM.index(mine) <= VM.index("vm/bytecode")
            if theirs and VM.index(theirs) > VM.index(mine) and (path.endswith(".h") or low):
                yield number, f"{mine} includes {target}, which is above it"
        elif path.startswith("stdlib/") and target.startswith("programs/"):
            yield number, f"the library includes {target}"


def check_text(path, lines):
    """Length, trailing space, tabs, leftovers, and names of places on somebody's machine."""
    python_tests = path.startswith(("tests/lang/", "tests/stdlib/"))
    for number, line in enumerate(lines, 1):
        # A line of a language test is a unit of its recording, so there only a guide.
        limit = TABLE_LENGTH_MAX if path.endswith(".def") else LENGTH_MAX
        prose = path.endswith((".md", ".txt", ".inc", ".out", ".err"))
        if len(line) > limit and not python_tests and not prose:
            yield number, f"{len(line)} columns"
        if line != line.rstrip() and not python_tests:
            yield number, "trailing space"
        if "\t" in line and path.endswith((".cpp", ".h", ".def")):
            yield number, "tab"
        if "FIXME" in line and path != "tests/tools/tidy.py":
            yield number, "FIXME left over"
        if PLACES.search(line) and path != "tests/tools/tidy.py":
            yield number, "names a place on one machine"


def check_core(path, lines):
    """Banned calls and headers in compiler/ and vm/."""
    if not path.startswith(("compiler/", "vm/")):
        return
    if path.endswith(".h") and len(lines) > HEADER_LINES_MAX:
        yield 1, f"a header of {len(lines)} lines"
    for number, line in enumerate(lines, 1):
        code = line.split("//")[0]
        for pattern, why in BANNED:
            if pattern.search(code):
                rule = next((w for w in ALLOWED if w in pattern.pattern or w in why), None)
                if rule is None or not path.startswith(ALLOWED[rule]):
                    yield number, why
        if path.endswith(".h") and HEADER_BANNED.search(code):
            yield number, "not in core headers: " + code.strip()


def check_head(path, lines):
    """Each file of ours opens with a comment that says what it is."""
    if path.startswith(("compiler/", "vm/", "stdlib/native/", "programs/krait/", "tests/unit/")):
        # A .cpp whose header tells the story opens with that header instead.
        own = f'#include "{path.removesuffix(".cpp")}.h"'
        if not lines or not (lines[0].startswith("//") or lines[0].strip() == own):
            yield 1, "does not open with a comment on what it is"


def check(path, text):
    lines = text.split("\n")
    if path.endswith((".cpp", ".h", ".def", ".inc", ".c")):
        for rule in (check_includes, check_core, check_head):
            yield from rule(path, lines)
    yield from check_text(path, lines)


SUFFIXES = (".cpp", ".h", ".def", ".inc", ".py", ".sh", ".md", ".txt", ".cmake", ".out", ".err")


def tracked(root):
    listing = subprocess.run(["git", "-C", str(root), "ls-files"], capture_output=True, text=True)
    return [p for p in listing.stdout.split("\n") if p.endswith(SUFFIXES) or p in ("run", "test")]


def self_test():
    def found(path, text):
        return [message for _, message in check(path, text)]
    head = "// What.\n"
    assert found("vm/heap/a.h", head + '#include "vm/objects/b.h"\n')
    assert not found("vm/heap/a.cpp", head + '#include "vm/objects/b.h"\n')
    assert found("vm/base/a.cpp", head + '#include "vm/heap/b.h"\n')
    assert found("compiler/a.cpp", head + '#include "vm/heap/b.h"\n')
    assert not found("compiler/a.cpp", head + '#include "vm/bytecode/b.h"\n')
    assert found("vm/interp/a.cpp", head + '#include "compiler/b.h"\n')
    assert found("vm/objects/a.cpp", head + "void* p = malloc(3);\n")
    assert not found("vm/heap/a.cpp", head + "void* p = malloc(3);\n")
    assert not found("vm/objects/a.cpp", head + "// malloc(3) is slow\n")
    assert found("vm/objects/a.cpp", head + "x;  \n") and found("vm/objects/a.cpp", "int x;\n")
    assert found("compiler/a.cpp", head + "y" * 101) and found("a.py", "x = 1  # FIX" + "ME\n")
    assert found("README.md", "see /ro" + "ot/notes\n") and not found("README.md", "see /usr/bin\n")


def main():
    if "--self-test" in sys.argv:
        self_test()
        return 0
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    # A ratchet: tidy_known.txt gives the number of findings that a file may still have. Fewer are
    # welcome; --update writes the list anew.
    known_file = root / "tests/tools/tidy_known.txt"
    known = {}
    if known_file.is_file():
        for line in known_file.read_text().splitlines():
            path, number = line.rsplit(" ", 1)
            known[path] = int(number)
    found = {}
    count = 0
    for path in tracked(root):
        file = root / path
        if not file.is_file():
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        findings = list(check(path, text))
        if findings:
            found[path] = len(findings)
        if len(findings) <= known.get(path, 0):
            continue
        for number, message in findings:
            print(f"{path}:{number}: {message}")
            count += 1
    if "--update" in sys.argv:
        known_file.write_text("".join(f"{path} {n}\n" for path, n in sorted(found.items())))
    print(f"tidy: {count} findings")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
