"""unittest.case of 3.12 and 3.13: durations; the names that were deprecated are gone."""
import time as _time

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


class _CaseAdditions:
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
            return self._run_parts(result, method)
        finally:
            result.stopTest(self)
            if stop_run is not None:
                stop_run()

    def _run_parts(self, result, method):
        """setUp(), the method, tearDown() and the cleanups, each reported; then the duration."""
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

    def assertMultiLineEqual(self, first, second, msg=None):
        """Assert that two multi-line strings are equal."""
        self.assertIsInstance(first, str, 'First argument is not a string')
        self.assertIsInstance(second, str, 'Second argument is not a string')
        if first == second:
            return
        if len(first) > self._diffThreshold or len(second) > self._diffThreshold:
            self._baseAssertEqual(first, second, msg)
        # Last lines that do not end get an end, unless the other text's does, which is a
        # difference to be shown, and unless the text is empty.
        end_first = bool(first) and first[-1] != '\n' and (not second or second[-1] != '\n')
        end_second = bool(second) and second[-1] != '\n' and (not first or first[-1] != '\n')
        first_lines = (first + '\n' * end_first).splitlines(keepends=True)
        second_lines = (second + '\n' * end_second).splitlines(keepends=True)
        diff = '\n' + ''.join(difflib.ndiff(first_lines, second_lines))
        message = '%s != %s' % _common_shorten_repr(first, second)
        self.fail(self._formatMessage(msg, self._truncateMessage(message, diff)))


for _name in ('run', '_run_parts', 'assertMultiLineEqual'):
    _method = getattr(_CaseAdditions, _name)
    _method.__qualname__ = f'TestCase.{_name}'
    setattr(TestCase, _name, _method)
del _name, _method, _CaseAdditions
