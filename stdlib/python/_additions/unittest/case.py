"""unittest.case of 3.12 and 3.13: durations; the names that were deprecated are gone."""
import time as _time
from _extend import _extend

for _name in ('failUnlessEqual', 'assertEquals', 'failIfEqual', 'assertNotEquals',
              'failUnlessAlmostEqual', 'assertAlmostEquals', 'failIfAlmostEqual',
              'assertNotAlmostEquals', 'failUnless', 'assert_', 'failUnlessRaises', 'failIf',
              'assertRaisesRegexp', 'assertRegexpMatches', 'assertNotRegexpMatches',
              'assertDictContainsSubset', '_deprecate'):
    if _name in vars(TestCase):
        delattr(TestCase, _name)
del _name


def _addDuration(result, test, elapsed):
    try:
        add = result.addDuration
    except AttributeError:
        warnings.warn('TestResult has no addDuration method', RuntimeWarning, 2)
    else:
        add(test, elapsed)


class _AssertNotWarnsContext(_AssertWarnsContext):
    def __exit__(self, exc_type, exc_value, tb):
        self.warnings_manager.__exit__(exc_type, exc_value, tb)
        if exc_type is None and any(isinstance(one.message, self.expected)
                                    for one in self.warnings):
            self._raiseFailure(f"{getattr(self.expected, '__name__', self.expected)} triggered")


@_extend(TestCase)
class TestCase:
    def run(self, result=None):
        stop_run = None
        if result is None:
            result = self.defaultTestResult()
            start_run = getattr(result, 'startTestRun', None)
            stop_run = getattr(result, 'stopTestRun', None)
            if start_run is not None:
                start_run()
        result.startTest(self)
        try:
            method = getattr(self, self._testMethodName)
            cls = self.__class__
            for holder in (cls, method):
                if getattr(holder, '__unittest_skip__', False):
                    reason = (getattr(cls, '__unittest_skip_why__', '')
                              or getattr(method, '__unittest_skip_why__', ''))
                    _addSkip(result, self, reason)
                    return result
            to_fail = (getattr(self, '__unittest_expecting_failure__', False)
                       or getattr(method, '__unittest_expecting_failure__', False))
            outcome = _Outcome(result)
            start = _time.perf_counter()
            try:
                self._outcome = outcome
                with outcome.testPartExecutor(self):
                    self._callSetUp()
                if outcome.success:
                    outcome.expecting_failure = to_fail
                    with outcome.testPartExecutor(self):
                        # Called from here: its warning is shown where run() was called.
                        self._callTestMethod(method)
                    outcome.expecting_failure = False
                    with outcome.testPartExecutor(self):
                        self._callTearDown()
                self.doCleanups()
                _addDuration(result, self, _time.perf_counter() - start)
                if outcome.success:
                    if not to_fail:
                        result.addSuccess(self)
                    elif outcome.expectedFailure:
                        self._addExpectedFailure(result, outcome.expectedFailure)
                    else:
                        self._addUnexpectedSuccess(result)
                return result
            finally:
                # The failure's frames hold the outcome.
                outcome.expectedFailure = None
                self._outcome = outcome = None
        finally:
            result.stopTest(self)
            if stop_run is not None:
                stop_run()

    def _assertNotWarns(self, expected_warning, *args, **kwargs):
        """The opposite of assertWarns. Private due to low demand."""
        context = _AssertNotWarnsContext(expected_warning, self)
        return context.handle('_assertNotWarns', args, kwargs)

    def assertMultiLineEqual(self, first, second, msg=None):
        """Assert that two multi-line strings are equal."""
        self.assertIsInstance(first, str, 'First argument is not a string')
        self.assertIsInstance(second, str, 'Second argument is not a string')
        if first == second:
            return
        if len(first) > self._diffThreshold or len(second) > self._diffThreshold:
            self._baseAssertEqual(first, second, msg)
        # A last line that does not end shows as a difference only between two texts with ends.
        ends = (first[-1:], second[-1:])
        if first and second:
            missing = '\n' if ends != ('\n', '\n') else ''
            first_text, second_text = first + missing, second + missing
        else:
            first_text, second_text = (text + '\n' if text and text[-1] != '\n' else text
                                       for text in (first, second))
        first_lines = first_text.splitlines(keepends=True)
        second_lines = second_text.splitlines(keepends=True)
        diff = '\n' + ''.join(difflib.ndiff(first_lines, second_lines))
        message = '%s != %s' % _common_shorten_repr(first, second)
        self.fail(self._formatMessage(msg, self._truncateMessage(message, diff)))
