# What a class with a __new__ of Python gives, and what object.__new__ and object.__init__ take.
import abc


def shown(make):
    try:
        print(type(make()).__name__)
    except TypeError as e:
        print(e)


class Other:
    pass


class Plain:
    def __new__(cls, *args):
        return object.__new__(cls)


class Super:
    def __new__(cls, a):
        return super().__new__(cls)


class Passes:
    def __new__(cls, a):
        return object.__new__(cls, a)


class WithInit(Passes):
    def __init__(self, a):
        pass


class Abstract(abc.ABC):
    def __new__(cls):
        return object.__new__(cls)

    @abc.abstractmethod
    def f(self):
        pass


class Watched(type):
    def __getattribute__(cls, name):
        print("asked", name)
        return super().__getattribute__(name)


class OfWatched(metaclass=Watched):
    def __new__(cls, x):
        return object.__new__(cls)


class Gives:
    def __new__(cls, x):
        return Other()


class OfList(list):
    def __new__(cls, x):
        return object.__new__(cls)


shown(lambda: Plain(1, 2))  # expect: Plain
shown(lambda: Super(1))  # expect: Super
shown(lambda: Super(1, k=2))  # expect: Super.__new__() got an unexpected keyword argument 'k'
shown(lambda: Passes(1))  # expect: object.__new__() takes exactly one argument (the type to instantiate)
shown(lambda: WithInit(1))  # expect: object.__new__() takes exactly one argument (the type to instantiate)
shown(Abstract)  # expect: Can't instantiate abstract class Abstract without an implementation for abstract method 'f'
shown(lambda: OfWatched(1))  # expect: asked __new__
# expect: asked __name__
# expect: OfWatched
shown(lambda: Gives(1))  # expect: Other
shown(lambda: OfList(1))  # expect: object.__new__(OfList) is not safe, use list.__new__()
shown(lambda: object.__new__(int))  # expect: object.__new__(int) is not safe, use int.__new__()
shown(lambda: object.__new__(Other))  # expect: Other
shown(lambda: object.__new__(Other, 1))  # expect: Other() takes no arguments
