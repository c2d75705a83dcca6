"""unittest.runner of 3.12: durations, and a word when no test ran."""
from _extend import _extend

_result_init = TextTestResult.__init__
_runner_init = TextTestRunner.__init__


@_extend(TextTestResult)
class TextTestResult:
    def __init__(self, stream, descriptions, verbosity, *, durations=None):
        """Construct a TextTestResult; subclasses should accept **kwargs."""
        _result_init(self, stream, descriptions, verbosity)
        self.durations = durations


@_extend(TextTestRunner)
class TextTestRunner:
    def __init__(self, stream=None, descriptions=True, verbosity=1,
                 failfast=False, buffer=False, resultclass=None, warnings=None,
                 *, tb_locals=False, durations=None):
        """Construct a TextTestRunner; subclasses should accept **kwargs."""
        _runner_init(self, stream, descriptions, verbosity, failfast, buffer, resultclass,
                     warnings, tb_locals=tb_locals)
        self.durations = durations

    def _makeResult(self):
        try:
            return self.resultclass(self.stream, self.descriptions, self.verbosity,
                                    durations=self.durations)
        except TypeError:
            # A result class from before durations.
            return self.resultclass(self.stream, self.descriptions, self.verbosity)

    def _printDurations(self, result):
        durations = getattr(result, 'collectedDurations', None)
        if not durations:
            return
        slowest = sorted(durations, key=lambda one: one[1], reverse=True)
        if self.durations > 0:
            slowest = slowest[:self.durations]
        self.stream.writeln('Slowest test durations')
        if hasattr(result, 'separator2'):
            self.stream.writeln(result.separator2)
        hidden = False
        for test, elapsed in slowest:
            if self.verbosity < 2 and elapsed < 0.001:
                hidden = True
            else:
                self.stream.writeln('%-10s %s' % ('%.3fs' % elapsed, test))
        if hidden:
            self.stream.writeln('\n(durations < 0.001s were hidden; '
                                'use -v to show these durations)')
        else:
            self.stream.writeln('')

    def run(self, test):
        """Run the given test case or test suite."""
        result = self._makeResult()
        registerResult(result)
        result.failfast = self.failfast
        result.buffer = self.buffer
        result.tb_locals = self.tb_locals
        with warnings.catch_warnings():
            if self.warnings:
                warnings.simplefilter(self.warnings)
            start = time.perf_counter()
            hook = getattr(result, 'startTestRun', None)
            if hook is not None:
                hook()
            try:
                test(result)
            finally:
                hook = getattr(result, 'stopTestRun', None)
                if hook is not None:
                    hook()
            taken = time.perf_counter() - start
        result.printErrors()
        if self.durations is not None:
            self._printDurations(result)
        if hasattr(result, 'separator2'):
            self.stream.writeln(result.separator2)
        run = result.testsRun
        self.stream.writeln('Ran %d test%s in %.3fs' % (run, '' if run == 1 else 's', taken))
        self.stream.writeln()
        self._print_outcome(result, run)
        self.stream.flush()
        return result

    def _print_outcome(self, result, run):
        counts = []
        skipped = 0
        try:
            skipped = len(result.skipped)
            counts = [('skipped', skipped), ('expected failures', len(result.expectedFailures)),
                      ('unexpected successes', len(result.unexpectedSuccesses))]
        except AttributeError:
            pass
        if not result.wasSuccessful():
            self.stream.write('FAILED')
            counts = [('failures', len(result.failures)), ('errors', len(result.errors)), *counts]
        elif run == 0 and not skipped:
            self.stream.write('NO TESTS RAN')
        else:
            self.stream.write('OK')
        told = ', '.join(f'{name}={count}' for name, count in counts if count)
        self.stream.write(f' ({told})\n' if told else '\n')
