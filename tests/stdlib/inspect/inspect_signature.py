import functools
import inspect


def f(a, /, b: int, *args, c=1, **kw) -> str:
    return a


class C:
    def __init__(self, x, y=2): ...


print(inspect.signature(f))  # expect: (a, /, b: int, *args, c=1, **kw) -> str
print(inspect.signature(C), inspect.signature(C(1).__init__))  # expect: (x, y=2) (x, y=2)
print(inspect.signature(functools.partial(f, 1, c=5)))  # expect: (b: int, *args, c=5, **kw) -> str
bound = inspect.signature(f).bind(1, 2, 3, d=4)
bound.apply_defaults()
print(bound)  # expect: <BoundArguments (a=1, b=2, args=(3,), c=1, kw={'d': 4})>
try:
    inspect.signature(f).bind(1)
except TypeError as error:
    print(error)  # expect: missing a required argument: 'b'
