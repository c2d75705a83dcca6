"""Each criterion is able to fail: a mechanism is broken from outside, and the verdict changes.

An experiment runs twice, as it is and after a prelude that breaks what it rests on: the switch
rule, the interval, the release of the GIL, a lock, who keeps a reference, what closes a file.
"""
import json
import os
import subprocess
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
KRAIT = os.path.abspath(os.environ.get("KRAIT", "build/release/krait"))
PROGRAMS = os.path.normpath(os.path.join(HERE, "../../programs/claims"))

RUN = """
import runpy, sys
sys.path[:0] = [{folder!r}, {programs!r}]
sys.argv = [{path!r}, {number!r}, "--json"]
{prelude}
runpy.run_path({path!r}, run_name="__main__")
"""


def run(program, number, prelude=""):
    path = os.path.join(PROGRAMS, program)
    source = RUN.format(folder=os.path.dirname(path), programs=PROGRAMS, path=path, number=number,
                        prelude=prelude)
    done = subprocess.run([KRAIT, "-c", source], capture_output=True, text=True, timeout=120)
    (record,) = json.loads(done.stdout.splitlines()[-1])
    return record


# Program, number, what breaks it, and the verdict then.
BROKEN = {
    "the rule stays backedge": ("concurrency/race_conditions.py", "48", """
import krait
class Gil:
    rule = "backedge"
krait.gil = Gil()
""", "imprecise"),
    "the GIL is held where it should not be": ("concurrency/race_conditions.py", "1", """
import krait
class Held:
    def __init__(self, real=krait.SharedCount):
        self.real = real()
    value = property(lambda self: self.real.value)
    def take_and_drop(self, rounds, gil):
        return self.real.take_and_drop(rounds)
krait.SharedCount = Held
""", "wrong"),
    "locks that lock nothing": ("concurrency/deadlocks.py", "48b", """
import threading
class Open:
    def acquire(self, timeout=None): return True
    def release(self): pass
    def __enter__(self): pass
    def __exit__(self, *_): pass
threading.RLock = Open
""", "wrong"),
    "the ledger shows two holders": ("concurrency/gil_behaviour.py", "3", """
import krait
class Gil:
    def __init__(self, real): self.real = real
    def __getattr__(self, name): return getattr(self.real, name)
    def records(self):
        return [(k, i, f, t + 0.001, r) for k, i, f, t, r in self.real.records()]
krait.gil = Gil(krait.gil)
""", "wrong"),
    "hashing keeps the GIL": ("concurrency/gil_behaviour.py", "4", """
import hashlib
real = hashlib.sha256
hashlib.sha256 = lambda data: real(data[:64])
""", "right"),
    "the interval does not change": ("concurrency/gil_behaviour.py", "5b", """
import sys
sys.setswitchinterval(0.0002)
sys.setswitchinterval = lambda seconds: None
""", "wrong"),
    "native work never releases": ("concurrency/gil_behaviour.py", "7", """
import krait
real = krait.spin
krait.spin = lambda rounds, release: real(rounds)
""", "right"),
    "the call does not block": ("concurrency/asyncio_event_loops.py", "15", """
import time
time.sleep = lambda seconds: None
""", "wrong"),
    "the watchdog is blind": ("concurrency/asyncio_event_loops.py", "16", """
import sys
sys._current_frames = dict
""", "opinion"),
    "something keeps each file": ("06_memory.py", "36", """
import builtins
kept, real = [], open
def opened(*args, **options):
    file = real(*args, **options)
    if "claims-" in str(args[0]) and args[1:] != ("w",):
        kept.append(file)
    return file
builtins.open = opened
""", "wrong"),
    "the with-block does not close": ("06_memory.py", "40", """
import builtins
real = open
class Leaky:
    def __init__(self, *args): self.file = real(*args)
    def __enter__(self): return self.file
    def __exit__(self, *_): pass
def opened(*args):
    return (real if args[1:] == ("w",) or "claims-" not in args[0] else Leaky)(*args)
builtins.open = opened
""", "wrong"),
    "cycles are collected at once": ("03_generators.py", "25", """
import claim, gc
real = claim.open_files
claim.open_files = lambda: gc.collect() * 0 + real()
""", "right"),
    "no recursion limit": ("04_decorators.py", "30", """
import sys
sys.setrecursionlimit = lambda limit: None
""", "wrong"),
    "wraps copies nothing": ("04_decorators.py", "32", """
import functools
functools.wraps = lambda function: lambda wrapper: wrapper
""", "wrong"),
    "wraps renames the code": ("04_decorators.py", "33", """
import functools
real = functools.wraps
def wraps(function):
    def copy(wrapper):
        wrapper.__code__ = wrapper.__code__.replace(co_name=function.__name__)
        return real(function)(wrapper)
    return copy
functools.wraps = wraps
""", "right"),
    "models are strict": ("02_typing.py", "46", """
import pydantic
pydantic.BaseModel.model_config["strict"] = True
""", "right"),
    "reading a model validates": ("02_typing.py", "47", """
import pydantic
def read(self, name):
    value = object.__getattribute__(self, name)
    return 0 if name == "number" and type(value) is not int else value
pydantic.BaseModel.__getattribute__ = read
""", "right"),
    "JSON gives numbers": ("02_typing.py", "43", """
import json
real = json.loads
json.loads = lambda text: [int(i) for i in real(text)]
""", "wrong"),
}


class Criteria(unittest.TestCase):
    def test_broken(self):
        with open(os.path.join(PROGRAMS, "recorded.json")) as file:
            recorded = {n.split(",")[0]: verdict for n, verdict in json.load(file).items()}
        for name, (program, number, prelude, verdict) in BROKEN.items():
            with self.subTest(name):
                record = run(program, number, prelude)
                self.assertFalse(record["good"] and record["verdict"] == recorded[number],
                                 record)
                self.assertEqual(record["verdict"], verdict, record)


if __name__ == "__main__":
    unittest.main()
