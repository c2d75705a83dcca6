"""unittest.result of 3.12: the durations of tests."""
from _extend import _extend

_init_undurated = TestResult.__init__


@_extend(TestResult)
class TestResult:
    def __init__(self, stream=None, descriptions=None, verbosity=None):
        _init_undurated(self, stream, descriptions, verbosity)
        self.collectedDurations = []

    def addDuration(self, test, elapsed):
        """Called when a test finished to run, regardless of its outcome.

        `elapsed` is in seconds and counts setUp(), tearDown() and cleanups.
        """
        # A duration is kept with the test's text: the test itself may be heavy.
        if hasattr(self, 'collectedDurations'):
            self.collectedDurations.append((str(test), elapsed))
