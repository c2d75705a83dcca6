"""Runs one of CPython's test files through unittest, in the interpreter under test.

usage: collect.py MODULE RESULTS [SKIPPED-ID...]

RESULTS gets a line when a method starts and one when it ends, each flushed, so that after a crash
the last line names the culprit: `start ID`, then `pass|fail|skip ID MESSAGE`, tab-separated; `done`
comes last. Imports nothing but unittest, which the files need themselves.

Some files import CPython's C test modules at their top, for a few methods. Where there is no such
module an empty one takes its place, so that the other methods run; those few fail.
"""
import sys
import types
import unittest

STAND_INS = {
    "test.test_compile": ["_testinternalcapi"],
    "test.test_traceback": ["_testcapi", "_testinternalcapi"],
}


class StandIn(types.ModuleType):
    """A module, or what is in it: has every name. May be called while the file is loaded only."""

    loading = True

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        setattr(self, name, StandIn(f"{self.__name__}.{name}"))
        return getattr(self, name)

    def __call__(self, *args, **kwargs):
        if not StandIn.loading:
            raise NotImplementedError(self.__name__)
        return StandIn(self.__name__ + "()")

    def __getitem__(self, key):
        return self(key)


class Recorder(unittest.TestResult):
    def __init__(self, file):
        super().__init__()
        self.file = file
        self.status = None

    def write(self, *words):
        line = "\t".join(words).replace("\n", " ")
        self.file.write(line.encode("ascii", "backslashreplace") + b"\n")
        self.file.flush()

    def note(self, status, message=""):
        # A failure stays one, whatever a later sub-test or the clean-up says.
        if self.status is None or self.status[0] != "fail":
            self.status = (status, message[:200])

    def startTest(self, test):
        super().startTest(test)
        self.status = None
        self.write("start", test.id())

    def stopTest(self, test):
        super().stopTest(test)
        status, message = self.status or ("fail", "no result")
        self.write(status, test.id(), message)

    def fail_with(self, test, error):
        message = "%s: %s" % (error[0].__name__, error[1])
        if type(test).__name__ == "_ErrorHolder":  # setUpClass or setUpModule
            self.write("fail", test.id(), message)
        else:
            self.note("fail", message)

    def addSuccess(self, test):
        self.note("pass")

    def addError(self, test, error):
        self.fail_with(test, error)

    def addFailure(self, test, error):
        self.fail_with(test, error)

    def addSkip(self, test, reason):
        self.note("skip", reason)

    def addExpectedFailure(self, test, error):
        self.note("pass")

    def addUnexpectedSuccess(self, test):
        self.note("fail", "unexpected success")

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.fail_with(test, error)


def cases(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from cases(item)
        else:
            yield item


def skipped(test, wanted):
    if test.id() not in wanted:
        return False
    name = getattr(test, "_testMethodName", None)
    if name is None:
        return False
    setattr(test, name, lambda *a: test.skipTest("left out after a crash"))
    return True


def main():
    module, path, *left_out = sys.argv[1:]
    for name in STAND_INS.get(module, []):
        try:
            __import__(name)
        except ImportError:
            sys.modules[name] = StandIn(name)
    with open(path, "wb") as file:
        recorder = Recorder(file)
        suite = unittest.defaultTestLoader.loadTestsFromName(module)
        for test in cases(suite):
            skipped(test, left_out)
        StandIn.loading = False
        suite.run(recorder)
        recorder.write("done")


if __name__ == "__main__":
    main()
