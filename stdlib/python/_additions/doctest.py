"""doctest of 3.12 and 3.13: skipped examples are counted, notes of exceptions belong to what is
expected, summaries say `1 item` and show colours, properties and wrapped functions have lines."""
from _colorize import ANSIColors as _Colors, can_colorize as _can_colorize
from _extend import _override


class TestResults(namedtuple('TestResults', 'failed attempted')):
    """How many examples failed and were attempted; `skipped` of those were not run."""

    def __new__(cls, failed, attempted, *, skipped=0):
        results = super().__new__(cls, failed, attempted)
        results.skipped = skipped
        return results

    def __repr__(self):
        skipped = f', skipped={self.skipped}' if self.skipped else ''
        return f'TestResults(failed={self.failed}, attempted={self.attempted}{skipped})'

    __qualname__ = 'TestResults'


def _count(number, name):
    return f'{number} {name}' if number == 1 else f'{number} {name}s'


def _message_of(exception):
    """The last lines of a traceback: what an example shows of an exception."""
    lines = traceback.format_exception_only(exception)
    if isinstance(exception, SyntaxError):
        # Neither the source nor the carets matter.
        cls = type(exception)
        heads = f'{cls.__qualname__}:', f'{cls.__module__}.{cls.__qualname__}:'
        while not lines[0].startswith(heads):
            del lines[0]
    return ''.join(lines)


@_override(DocTest)
class _doctest:
    def __lt__(self, other):
        if not isinstance(other, DocTest):
            return NotImplemented
        mine, theirs = ((test.name, test.filename, -1 if test.lineno is None else test.lineno,
                         id(test)) for test in (self, other))
        return mine < theirs


@_override(DocTestFinder)
class _finder:
    def _find_lineno(self, obj, source_lines):
        if isinstance(obj, property):
            obj = obj.fget
        if inspect.isroutine(obj) and getattr(obj, '__doc__', None):
            try:
                obj = inspect.unwrap(obj)
            except ValueError:
                pass
        return _finder._find_lineno(self, obj, source_lines)


@_override(DocTestRunner)
class _runner:
    def __init__(self, checker=None, verbose=None, optionflags=0):
        _runner.__init__(self, checker, verbose, optionflags)
        del self._name2ft
        self._stats = {}          # of each name: failures, tries, skips
        self.skips = 0

    def run(self, test, compileflags=None, out=None, clear_globs=True):
        import _colorize
        kept, _colorize.COLORIZE = _colorize.COLORIZE, False
        try:
            return _runner.run(self, test, compileflags, out, clear_globs)
        finally:
            _colorize.COLORIZE = kept

    def _DocTestRunner__run(self, test, compileflags, out):
        """Run the examples of a test and report on each."""
        failures = tries = skips = 0
        flags = self.optionflags
        for number, example in enumerate(test.examples):
            quiet = self.optionflags & REPORT_ONLY_FIRST_FAILURE and failures > 0
            self.optionflags = flags
            for flag, wanted in (example.options or {}).items():
                self.optionflags = self.optionflags | flag if wanted else self.optionflags & ~flag
            tries += 1
            if self.optionflags & SKIP:
                skips += 1
                continue
            if not quiet:
                self.report_start(out, test, example)
            exception = self._run_example(test, number, example, compileflags)
            got = self._fakeout.getvalue()
            self._fakeout.truncate(0)
            if exception is not None and not quiet:
                got += _exception_traceback(exception)
            if exception is not None and example.exc_msg is None:
                if not quiet:
                    self.report_unexpected_exception(out, test, example, exception)
                failures += 1
            elif self._is_expected(example, got, exception):
                if not quiet:
                    self.report_success(out, test, example, got)
            else:
                if not quiet:
                    self.report_failure(out, test, example, got)
                failures += 1
            if failures and self.optionflags & FAIL_FAST:
                break
        self.optionflags = flags
        self._DocTestRunner__record_outcome(test, failures, tries, skips)
        return TestResults(failures, tries, skipped=skips)

    def _run_example(self, test, number, example, compileflags):
        """Run an example; the exception that it raised, as sys.exc_info() gives it."""
        # The name leads the debugger to the source.
        filename = '<doctest %s[%d]>' % (test.name, number)
        try:
            exec(compile(example.source, filename, "single",
                         compileflags, True), test.globs)
        except KeyboardInterrupt:
            raise
        except:
            return sys.exc_info()
        finally:
            self.debugger.set_continue()
        return None

    def _is_expected(self, example, got, exception):
        check = self._checker.check_output
        if exception is None:
            return check(example.want, got, self.optionflags)
        message = _message_of(exception[1])
        if check(example.exc_msg, message, self.optionflags):
            return True
        return bool(self.optionflags & IGNORE_EXCEPTION_DETAIL) and check(
            _strip_exception_details(example.exc_msg), _strip_exception_details(message),
            self.optionflags)

    # By the name that it has there: sympy replaces it.
    def _DocTestRunner__record_outcome(self, test, failures, tries, skips):
        before = self._stats.get(test.name, (0, 0, 0))
        self._stats[test.name] = before[0] + failures, before[1] + tries, before[2] + skips
        self.failures += failures
        self.tries += tries
        self.skips += skips

    def summarize(self, verbose=None):
        """Print how many examples of which tests passed and failed; the counts as TestResults."""
        if verbose is None:
            verbose = self._verbose
        colors = _Colors if _can_colorize() else type(_Colors)('', (), dict.fromkeys(
            ('BOLD_GREEN', 'BOLD_RED', 'GREEN', 'RED', 'YELLOW', 'RESET'), ''))
        empty, passed, failed = [], [], []
        for name, (failures, tries, _) in sorted(self._stats.items()):
            assert failures <= tries
            (failed if failures else passed if tries else empty).append((name, failures, tries))
        total_failures, total_tries, total_skips = (
            sum(stats[i] for stats in self._stats.values()) for i in range(3))
        if verbose:
            if empty:
                print(f'{colors.YELLOW}{_count(len(empty), "item")} had no tests:{colors.RESET}')
                for name, _, _ in empty:
                    print(f'    {name}')
            if passed:
                items = _count(len(passed), 'item')
                print(f'{colors.GREEN}{items} passed all tests:{colors.RESET}')
                for name, _, tries in passed:
                    s = '' if tries == 1 else 's'
                    print(f' {colors.GREEN}{tries:3d} test{s} in {name}{colors.RESET}')
        if failed:
            print(f'{colors.RED}{self.DIVIDER}{colors.RESET}')
            print(f'{_count(len(failed), "item")} had failures:')
            for name, failures, tries in failed:
                print(f' {colors.RED}{failures:3d} of {tries:3d} in {name}{colors.RESET}')
        if verbose:
            print(f'{_count(total_tries, "test")} in {_count(len(self._stats), "item")}.')
            and_failed = (f' and {colors.RED}{total_failures} failed{colors.RESET}'
                          if total_failures else '')
            print(f'{colors.GREEN}{total_tries - total_failures} passed{colors.RESET}{and_failed}.')
        if total_failures:
            text = f'{colors.BOLD_RED}***Test Failed*** {_count(total_failures, "failure")}'
            if total_skips:
                text += f' and {_count(total_skips, "skipped test")}'
            print(f'{text}{colors.RESET}.')
        elif verbose:
            print(f'{colors.BOLD_GREEN}Test passed.{colors.RESET}')
        return TestResults(total_failures, total_tries, skipped=total_skips)

    def merge(self, other):
        for name, stats in other._stats.items():
            before = self._stats.get(name, (0, 0, 0))
            self._stats[name] = tuple(map(sum, zip(before, stats)))


DocTestRunner.__doc__ = (DocTestRunner.__doc__ or '').replace(
    ' 1 tests in', ' 1 test in').replace('7 passed and 0 failed.', '7 passed.')


@_override(DocTestCase)
class _case:
    def runTest(self):
        test = self._dt_test
        stdout, text = sys.stdout, StringIO()
        flags = self._dt_optionflags
        if not flags & REPORTING_FLAGS:
            flags |= _unittest_reportflags
        runner = DocTestRunner(optionflags=flags, checker=self._dt_checker, verbose=False)
        try:
            runner.DIVIDER = '-' * 70
            results = runner.run(test, out=text.write, clear_globs=False)
            if results.skipped == results.attempted:
                raise unittest.SkipTest('all examples were skipped')
        finally:
            sys.stdout = stdout
        if results.failed:
            raise self.failureException(self.format_failure(text.getvalue()))


_test_311 = _test


def _test():
    """The command: run the tests of files; the status that it ends with."""
    return _test_311()
