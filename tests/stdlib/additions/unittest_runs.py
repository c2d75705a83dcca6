# What unittest prints and returns: durations, no tests, failures with diffs, subtests, skips.
import io
import re
import sys
import unittest


def show(*cases, **options):
    suite = unittest.TestSuite()
    for case in cases:
        suite.addTests(unittest.defaultTestLoader.loadTestsFromTestCase(case))
    stream = io.StringIO()
    result = unittest.TextTestRunner(stream, **options).run(suite)
    text = re.sub(r'\d+\.\d{3}s', '#s', stream.getvalue())
    text = re.sub(r'File ".*?", line \d+', 'File, line', text)
    print(text)
    print(result, result.wasSuccessful(), len(result.collectedDurations))


class Empty(unittest.TestCase):
    pass


class Mixed(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(1, 1)

    def test_text(self):
        self.assertEqual('one\ntwo', 'one\nthree')

    def test_skip(self):
        self.skipTest('not today')

    def test_error(self):
        raise ValueError('wrong')

    @unittest.expectedFailure
    def test_expected(self):
        self.assertTrue(False)

    @unittest.expectedFailure
    def test_unexpected(self):
        pass

    def test_sub(self):
        for i in range(3):
            with self.subTest(i=i):
                self.assertNotEqual(i, 1)


@unittest.skip('whole class')
class Skipped(unittest.TestCase):
    def test_one(self):
        pass


show(Empty)
show(Mixed, verbosity=2)
show(Mixed, verbosity=0)
show(Skipped)
print([name for name in dir(unittest.TestCase) if name in ('assertEquals', 'failUnless', 'assert_')])
for case in (Empty, Skipped):
    module = type(sys)('m')
    setattr(module, case.__name__, case)
    try:
        unittest.main(module, argv=['prog'], testRunner=unittest.TextTestRunner(io.StringIO()))
    except SystemExit as error:
        print(error.code)
stream = io.StringIO()
unittest.TextTestRunner(stream, durations=2, verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(Skipped))
print(re.sub(r'\d+\.\d{3}s', '#s', stream.getvalue()))
