"""unittest.main of 3.12 and 3.13: --durations, and exit code 5 when no test ran."""
from _extend import _extend

_NO_TESTS_EXITCODE = 5
_init_311 = TestProgram.__init__
_parser_311 = TestProgram._getParentArgParser


@_extend(TestProgram)
class TestProgram:
    def __init__(self, module='__main__', defaultTest=None, argv=None,
                 testRunner=None, testLoader=loader.defaultTestLoader,
                 exit=True, verbosity=1, failfast=None, catchbreak=None,
                 buffer=None, warnings=None, *, tb_locals=False, durations=None):
        self.durations = durations
        _init_311(self, module, defaultTest, argv, testRunner, testLoader, exit, verbosity,
                  failfast, catchbreak, buffer, warnings, tb_locals=tb_locals)

    def _getParentArgParser(self):
        parser = _parser_311(self)
        parser.add_argument('--durations', dest='durations', type=int, default=None, metavar='N',
                            help='Show the N slowest test cases (N=0 for all)')
        return parser

    def runTests(self):
        if self.catchbreak:
            installHandler()
        if self.testRunner is None:
            self.testRunner = runner.TextTestRunner
        made = self.testRunner
        if isinstance(made, type):
            made = self._make_runner()
        self.result = made.run(self.test)
        if self.exit:
            if self.result.testsRun == 0 and len(self.result.skipped) == 0:
                sys.exit(_NO_TESTS_EXITCODE)
            elif self.result.wasSuccessful():
                sys.exit(0)
            else:
                sys.exit(1)

    def _make_runner(self):
        """The runner of self.testRunner, with as many options as it takes."""
        options = dict(verbosity=self.verbosity, failfast=self.failfast, buffer=self.buffer,
                       warnings=self.warnings)
        for more in (dict(tb_locals=self.tb_locals, durations=self.durations), {}):
            try:
                return self.testRunner(**options, **more)
            except TypeError:
                pass
        return self.testRunner()


if 'usageExit' in vars(TestProgram):
    del TestProgram.usageExit
