# Structural checks, and the alias of Callable.
from collections.abc import *
import collections.abc

class A:
    def __iter__(self): return iter(())
    def __len__(self): return 0
    def __contains__(self, x): return False

class B(A):
    __iter__ = None

print(issubclass(A, Collection), issubclass(B, Iterable), issubclass(B, Sized))  # expect: True False True
print(isinstance([], MutableSequence), isinstance((), MutableSequence), isinstance({}.keys(), KeysView))  # expect: True False True
print(isinstance([], Hashable), isinstance((), Hashable), isinstance(b'', Buffer))  # expect: False True True
print(Callable[[int, str], None], Callable[..., int])  # expect: collections.abc.Callable[[int, str], None] collections.abc.Callable[..., int]
try:
    Callable[int]
except TypeError as e:
    print(e)  # expect: Callable must be used as Callable[[arg, ...], result].
print(Iterable[int], collections.abc.Set)  # expect: collections.abc.Iterable[int] <class 'collections.abc.Set'>
