from contextlib import *

@contextmanager
def scope(name):
    print('enter', name)
    try:
        yield name.upper()
    except KeyError as e:
        print('swallowed', e)
    finally:
        print('exit', name)

with scope('a') as v:
    print(v)
# expect: enter a
# expect: A
# expect: exit a
with scope('b'):
    raise KeyError('k')
# expect: enter b
# expect: swallowed 'k'
# expect: exit b

@scope('deco')
def f(): return 5
print(f(), f())
# expect: enter deco
# expect: exit deco
# expect: enter deco
# expect: exit deco
# expect: 5 5

@contextmanager
def none():
    return
    yield
@contextmanager
def twice():
    yield 1
    yield 2
@contextmanager
def again():
    try:
        yield
    except ValueError:
        yield

def failure(cm, exc=None):
    try:
        with cm:
            if exc: raise exc
    except RuntimeError as e:
        print(e)
failure(none())  # expect: generator didn't yield
failure(twice())  # expect: generator didn't stop
failure(again(), ValueError())  # expect: generator didn't stop after throw()

stop = StopIteration('mine')
try:
    with contextmanager(lambda: (yield))():
        raise stop
except StopIteration as e:
    print(e is stop)  # expect: True
