"""unittest.result of 3.12: the durations of tests."""


class _Additions:
    def addDuration(self, test, elapsed):
        """Called when a test finished to run, regardless of its outcome.

        `elapsed` is in seconds and counts setUp(), tearDown() and cleanups.
        """
        # A duration is kept with the test's text: the test itself may be heavy.
        if hasattr(self, 'collectedDurations'):
            self.collectedDurations.append((str(test), elapsed))


_init_undurated = TestResult.__init__


def _init(self, stream=None, descriptions=None, verbosity=None):
    _init_undurated(self, stream, descriptions, verbosity)
    self.collectedDurations = []


_init.__name__ = '__init__'
_init.__qualname__ = 'TestResult.__init__'
_Additions.addDuration.__qualname__ = 'TestResult.addDuration'
TestResult.__init__ = _init
TestResult.addDuration = _Additions.addDuration
del _Additions, _init
