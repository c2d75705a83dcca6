from collections.abc import Iterable, Hashable, Callable, Sized, Mapping, Sequence, Container
print(isinstance([], Iterable), isinstance({}, Mapping), isinstance("", Sequence),
      isinstance(5, Hashable), isinstance([], Hashable), isinstance(len, Callable),
      issubclass(dict, Sized), isinstance(1, (str, (int, float))), isinstance(1, int | str),
      isinstance(None, int | None), issubclass(bool, (int,)), isinstance({}, Container),
      isinstance((x for x in ()), Iterable))
class A:
    @property
    def __class__(s): return int
print(isinstance(A(), int), isinstance(A(), A), type(A()).__name__, A().__class__)
class ABCish(type):
    def __subclasshook__(c): pass
for f in (lambda: isinstance(1, list[int]), lambda: isinstance(1, [int]),
          lambda: issubclass(5, int), lambda: issubclass(int, (5,)), lambda: isinstance(1, "int"),
          lambda: isinstance(1, int | list[str]), lambda: issubclass(int, list[int])):
    try: print(f())
    except TypeError as e: print(e)
from abc import ABC, abstractmethod
class Base(ABC):
    @abstractmethod
    def f(self): pass
    @abstractmethod
    def g(self): pass
class Half(Base):
    def f(self): pass
for c in (Base, Half):
    try: c()
    except TypeError as e: print(e)
Base.register(int); print(isinstance(5, Base), issubclass(int, Base), Half.__abstractmethods__)
