from contextlib import ExitStack, suppress, closing, nullcontext, redirect_stdout, AbstractContextManager
import io

with ExitStack() as stack:
    stack.callback(print, 'first in, last out')
    stack.push(lambda typ, exc, tb: print('saw', typ.__name__) or True)
    print(stack.enter_context(nullcontext(3)))  # expect: 3
    raise ValueError
# expect: saw ValueError
# expect: first in, last out

with ExitStack() as outer:
    outer.callback(print, 'kept')
    moved = outer.pop_all()
print('not yet')  # expect: not yet
moved.close()  # expect: kept

def boom(): raise OSError('later')
try:
    with ExitStack() as stack:
        stack.callback(boom)
        raise KeyError('first')
except OSError as e:
    print(repr(e), repr(e.__context__))  # expect: OSError('later') KeyError('first')
try:
    ExitStack().enter_context(3)
except TypeError as e:
    print(e)  # expect: 'builtins.int' object does not support the context manager protocol

with suppress(KeyError, ZeroDivisionError):
    1 / 0
try:
    with suppress(KeyError):
        raise ExceptionGroup('g', [KeyError(1), ValueError(2)])
except ExceptionGroup as g:
    print(g.exceptions)  # expect: (ValueError(2),)
out = io.StringIO()
with redirect_stdout(out):
    print('hidden')
print(repr(out.getvalue()))  # expect: 'hidden\n'
with closing(io.StringIO()) as f: pass
print(f.closed, isinstance(f, AbstractContextManager))  # expect: True True
