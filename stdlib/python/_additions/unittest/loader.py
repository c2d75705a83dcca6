"""unittest.loader of 3.12 and 3.13: base classes hold no tests; discovery leaves no directory."""
from _extend import _extend

_tests_of_class = TestLoader.loadTestsFromTestCase
_discover_311 = TestLoader.discover
_base_cases = (case.TestCase, case.FunctionTestCase)


@_extend(TestLoader)
class TestLoader:
    def loadTestsFromTestCase(self, testCaseClass):
        """Return a suite of all test cases contained in testCaseClass"""
        if testCaseClass in _base_cases:
            return self.suiteClass([])
        return _tests_of_class(self, testCaseClass)

    def loadTestsFromModule(self, module, *, pattern=None):
        """Return a suite of all test cases contained in the given module"""
        tests = []
        for name in dir(module):
            obj = getattr(module, name)
            if isinstance(obj, type) and issubclass(obj, case.TestCase) and obj not in _base_cases:
                tests.append(self.loadTestsFromTestCase(obj))
        tests = self.suiteClass(tests)
        load_tests = getattr(module, 'load_tests', None)
        if load_tests is None:
            return tests
        try:
            return load_tests(self, tests, pattern)
        except Exception as error:
            error_case, message = _make_failed_load_tests(module.__name__, error, self.suiteClass)
            self.errors.append(message)
            return error_case

    def discover(self, start_dir, pattern='test*.py', top_level_dir=None):
        """Find the tests below a directory; the top level is forgotten afterwards."""
        before = self._top_level_dir
        tests = _discover_311(self, start_dir, pattern, top_level_dir)
        self._top_level_dir = before
        return tests
