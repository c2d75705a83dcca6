# unittest.mock of 3.12 and 3.13, and the loader of tests.
import inspect
import threading
import unittest
from unittest import mock


def shown(function, *args, **keywords):
    try:
        print(function(*args, **keywords))
    except Exception as error:
        print(f'{type(error).__name__}: {error}')


class Greeter:
    def __init__(self, name):
        self.name = name

    def greet(self, other):
        return f'{self.name} greets {other}'

    @staticmethod
    def plain(a, b=1):
        return a, b

    @property
    def loud(self):
        raise RuntimeError('was called')

    async def later(self, x):
        return x


waited = mock.ThreadingMock(timeout=5)
thread = threading.Thread(target=lambda: waited.work(1, a=2))
thread.start()
waited.work.wait_until_called()
waited.work.wait_until_any_call_with(1, a=2)
thread.join()
shown(waited.work.wait_until_called, timeout=0)
shown(mock.ThreadingMock(timeout=0.01).wait_until_any_call_with, 3)
shown(mock.ThreadingMock(name='m').wait_until_called, timeout=0.01)

one = mock.Mock()
shown(lambda: one.called_once)
shown(one.assert_called_with, 1)
one(2)
shown(one.assert_called_with, 1)
shown(one.assert_has_calls, [mock.call(5)])
print(mock.Mock(unsafe=True).called_once is not None)

spec = mock.create_autospec(Greeter, wraps=Greeter)
print(type(spec.plain(1)).__name__, spec._mock_wraps is Greeter)
shown(spec.plain)
print(inspect.signature(mock.create_autospec(Greeter).plain))
print(mock.Mock(wraps=len).return_value, mock.Mock(wraps=len)('abc'))
late = mock.create_autospec(Greeter.later)
print(inspect.iscoroutinefunction(late), inspect.signature(late))
shown(late(1).send, None)
shown(late().send, None)

magic = mock.MagicMock()
magic.__str__.return_value = 'x'
magic.reset_mock(return_value=True)
print(type(str(magic)))
opened = mock.mock_open(read_data='text')
with opened('name') as file:
    print(file.read())
print(opened.mock_calls)

loader = unittest.TestLoader()
print(loader.loadTestsFromTestCase(unittest.FunctionTestCase).countTestCases())
shown(loader.loadTestsFromModule, unittest, False)
print(hasattr(unittest, 'makeSuite'), unittest.IsolatedAsyncioTestCase.loop_factory)
shown(unittest.TestCase().assertMultiLineEqual, 'a\nb', 'a\nc\n')
