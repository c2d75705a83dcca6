# Callables and attributes that lead to the next of their kind, a hundred thousand times.
import functools
import types


def chain(make, start, count=100000):
    for _ in range(count):
        start = make(start)
    return start


def outcome(run):
    try:
        return run()
    except RecursionError:
        return "RecursionError"
    except MemoryError:  # each method passes one argument more than the one before
        return "RecursionError" if run is methods else "MemoryError"


methods = chain(lambda f: types.MethodType(f, [1]), len)
print(outcome(methods))  # expect: RecursionError
calls = chain(lambda f: functools.partial(functools.partial.__call__, f), len)
print(outcome(lambda: calls([1])))  # expect: RecursionError
marks = chain(classmethod, len)
print(outcome(lambda: marks.__isabstractmethod__))  # expect: RecursionError
properties = chain(property, len)
print(outcome(lambda: properties.__isabstractmethod__))  # expect: RecursionError
lists = chain(lambda t: list[t], int)
print(outcome(lambda: lists.__parameters__))  # expect: RecursionError
