#!/usr/bin/python3
"""Writes start_order.txt: the functions that short programs call, in the order of their first call.

    programs/krait/start_order.py build/release/krait

The linker puts them side by side (programs/CMakeLists.txt). Needs valgrind. To be run again when
`krait bench --startup` shows that the memory has grown; names that no longer exist do no harm.
"""
import os
import re
import subprocess
import sys
import tempfile

PROGRAMS = [
    "pass",
    "print('hello', 1 + 2, [i * i for i in range(3)], {'a': 1.5})",
    "import os, sys, re, json",
    "class A:\n  def f(self): return [x for x in 'a b'.split()]\n"
    "try: A().f(); {}['k']\nexcept KeyError as e: print(f'{e!r}')\n"
    "with open('/dev/null') as f: f.read()",
]


def main(krait):
    symbols = {line.split()[-1] for line in
               subprocess.run(["nm", krait], capture_output=True, text=True).stdout.splitlines()}
    order = {}
    with tempfile.TemporaryDirectory() as folder:
        profile = os.path.join(folder, "profile")
        for program in PROGRAMS:
            subprocess.run(["valgrind", "--tool=callgrind", "--demangle=no",
                            f"--callgrind-out-file={profile}", krait, "-c", program],
                           check=True, capture_output=True)
            with open(profile) as file:
                for line in file:
                    if match := re.match(r"c?fn=\(\d+\) (\S+?)('\d+)?$", line):
                        if match[1] in symbols:
                            order.setdefault(match[1])
    with open(os.path.join(os.path.dirname(__file__), "start_order.txt"), "w") as file:
        file.writelines(name + "\n" for name in order)


if __name__ == "__main__":
    main(sys.argv[1])
