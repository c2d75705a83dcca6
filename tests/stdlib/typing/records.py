from typing import *

class Emp(NamedTuple):
    name: str
    id: int = 3
    def hi(self): return 'hi ' + self.name
print(Emp('a'), Emp('a').hi(), Emp.__annotations__, Emp._field_defaults, Emp.__orig_bases__ == (NamedTuple,))  # expect: Emp(name='a', id=3) hi a {'name': <class 'str'>, 'id': <class 'int'>} {'id': 3} True

class Movie(TypedDict, total=False):
    title: Required[str]
    year: int
    id: ReadOnly[int]
print(Movie(title='x'), sorted(Movie.__required_keys__), sorted(Movie.__optional_keys__), sorted(Movie.__readonly_keys__), Movie.__total__)  # expect: {'title': 'x'} ['title'] ['id', 'year'] ['id'] False
print(is_typeddict(Movie), is_typeddict(dict), get_type_hints(Movie))  # expect: True False {'title': <class 'str'>, 'year': <class 'int'>, 'id': <class 'int'>}
UserId = NewType('UserId', int)
print(UserId(5), UserId, UserId.__supertype__, UserId | None)  # expect: 5 __main__.UserId <class 'int'> typing.Optional[__main__.UserId]

def failure(f):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
failure(lambda: isinstance({}, Movie))  # expect: TypeError TypedDict does not support instance and class checks
def bad():
    class X(NamedTuple):
        a: int = 1
        b: int
failure(bad)  # expect: TypeError Non-default namedtuple field b cannot follow default field a
def sub():
    class A(UserId): pass
failure(sub)  # expect: TypeError Cannot subclass an instance of NewType. Perhaps you were looking for: `A = NewType('A', UserId)`
def over():
    class X(NamedTuple):
        a: int
        _make = 3
failure(over)  # expect: AttributeError Cannot overwrite NamedTuple attribute _make
