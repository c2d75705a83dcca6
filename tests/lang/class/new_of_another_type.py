# A constructor makes only what has its layout; what only the VM makes has none.
import sys


def generator():
    yield


def outcome(run):
    try:
        return type(run()).__name__
    except TypeError as error:
        return error


print(outcome(lambda: object.__new__(list)))  # expect: object.__new__(list) is not safe, use list.__new__()
iterator = type(iter([]))
print(outcome(lambda: object.__new__(iterator)))  # expect: object.__new__(list_iterator) is not safe, use list_iterator.__new__()
print(outcome(lambda: iterator.__new__(iterator)))  # expect: object.__new__(list_iterator) is not safe, use list_iterator.__new__()
print(outcome(iterator))  # expect: cannot create 'list_iterator' instances
print(outcome(lambda: object.__new__(type(generator()))))  # expect: object.__new__(generator) is not safe, use generator.__new__()
print(outcome(lambda: object.__new__(type(sys._getframe()))))  # expect: object.__new__(frame) is not safe, use frame.__new__()
print(outcome(lambda: object.__new__(type(len))))  # expect: object.__new__(builtin_function_or_method) is not safe, use builtin_function_or_method.__new__()


class Mixed(list):
    __new__ = object.__new__


class Function:
    __new__ = len


print(Mixed("ab"))  # expect: ['a', 'b']
try:
    Function()
except TypeError as error:
    print(error)  # expect: object of type 'type' has no len()
