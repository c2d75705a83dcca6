# Skipped examples, notes of exceptions, the words of summaries, lines of properties.
import doctest
import functools
import sys
import unittest


def good():
    """
    >>> 1 + 1
    2
    >>> 2 + 2  # doctest: +SKIP
    5
    """


def bad():
    """
    >>> 1 + 1
    3
    >>> 'a'
    'b'
    """


def noted():
    """
    >>> error = ValueError('text'); error.add_note('a note'); raise error
    Traceback (most recent call last):
    ValueError: text
    a note
    >>> compile('1 +', 'f', 'exec')
    Traceback (most recent call last):
    SyntaxError: invalid syntax
    """


class Lined:
    @property
    def value(self):
        """
        >>> 1
        1
        """

    @functools.cached_property
    def cached(self):
        """
        >>> 2
        2
        """


finder = doctest.DocTestFinder()
runner = doctest.DocTestRunner(verbose=False)
for function in good, bad, noted:
    for test in finder.find(function, function.__name__, globs={}):
        test.filename = 'file.py'
        print(runner.run(test))
print(runner.summarize())
runner = doctest.DocTestRunner(verbose=False)
for test in finder.find(good, 'good', globs={}):
    runner.run(test)
print(runner.summarize(verbose=True))
print(doctest.TestResults(1, 2), doctest.TestResults(1, 3, skipped=2), tuple(doctest.TestResults(0, 1)))
print([(test.name, test.lineno) for test in sorted(finder.find(Lined))])

unlined = doctest.DocTest([], {}, 'name', 'file', None, '')
lined = doctest.DocTest([], {}, 'name', 'file', 1, '')
print(unlined < lined, lined < unlined)

skipped = doctest.DocTestParser().get_doctest('>>> 1 # doctest: +SKIP\n2\n', {}, 'n', 'f', 0)
result = unittest.TestResult()
doctest.DocTestCase(skipped).run(result)
print(result.skipped[0][1])
