# argparse, bz2, lzma, csv and conversions as 3.13 has them.
import argparse
import bz2
import contextlib
import csv
import io
import lzma
import os
import tempfile
import warnings

err = io.StringIO()
with contextlib.redirect_stderr(err):
    parser = argparse.ArgumentParser(prog="prog", exit_on_error=False)
    parser.add_argument("--old", deprecated=True, action="store_true")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("go", aliases=["g"])
    commands.add_parser("stay", deprecated=True)
    print(parser.parse_args(["--old", "stay"]))
    for wrong in (["--nope"], ["fly"]):
        try:
            parser.parse_args(wrong)
        except argparse.ArgumentError as e:
            print(e)
    try:
        commands.add_parser("g")
    except argparse.ArgumentError as e:
        print(e)
print(err.getvalue(), end="")

with tempfile.TemporaryDirectory() as folder:
    for module, cls in ((bz2, bz2.BZ2File), (lzma, lzma.LZMAFile)):
        path = os.path.join(folder, module.__name__)
        with cls(path, "wb") as f:
            f.write(b"text")
            print(f.mode, os.path.basename(f.name))
        with cls(path) as f:
            print(f.mode, f.read())

rows = io.StringIO()
csv.writer(rows, quoting=csv.QUOTE_STRINGS).writerow(["a", 1, None])
csv.writer(rows, quoting=csv.QUOTE_NOTNULL).writerow(["a", 1, None])
print(rows.getvalue().splitlines())


class C(complex):
    pass


class Complexible:
    def __complex__(self):
        return C(1, 2)


class F(float):
    def __float__(self):
        return 2.5


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(complex(Complexible()), float(F(1)), len(caught))
for attempt in (lambda: complex(1, Complexible()), lambda: "%%%d%y" % 1, lambda: "{a{b}".format(1),
                lambda: type("\udc80", (), {}), lambda: io.BytesIO(b"x").readinto(b"y")):
    try:
        print(attempt())
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))
