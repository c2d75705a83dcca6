from typing import *
T = TypeVar('T')
K = TypeVar('K')
Ts = TypeVarTuple('Ts')
P = ParamSpec('P')

class Box(Generic[T]):
    def __init__(self, x): self.x = x
class Pair(Generic[T, K], Box[T]): pass
class Arr(Generic[*Ts]): pass
class Fn(Generic[P, T]): pass

print(Box[int], Box[int](3).x, Pair[int, str].__args__, Box[T][int], Pair[int, T][str])  # expect: __main__.Box[int] 3 (<class 'int'>, <class 'str'>) __main__.Box[int] __main__.Pair[int, str]
print(Arr[int, str], Arr[()], Arr[int, *Ts][str, float], Fn[[int, str], bool], Fn[..., int])  # expect: __main__.Arr[int, str] __main__.Arr[()] __main__.Arr[int, str, float] __main__.Fn[[int, str], bool] __main__.Fn[..., int]
print(Dict[T, List[K]][int, str], Union[T, int][str], Callable[P, T][[int], str], Callable[Concatenate[int, P], T][[str], None])  # expect: typing.Dict[int, typing.List[str]] typing.Union[str, int] typing.Callable[[int], str] typing.Callable[[int, str], NoneType]
print(Pair.__parameters__, Pair.__mro__[1].__name__, Box[int](1).__orig_class__)  # expect: (~T, ~K) Box __main__.Box[int]

class New[A, B = int]: pass
print(New[str], New.__type_params__, New[str].__args__)  # expect: __main__.New[str, int] (A, B) (<class 'str'>, <class 'int'>)
type Alias[X] = list[X] | None
print(Alias, Alias[int], Alias[int].__value__)  # expect: Alias Alias[int] list[X] | None

def failure(f):
    try:
        f()
    except TypeError as e:
        print(e)
failure(lambda: Box[int, str])  # expect: Too many arguments for <class '__main__.Box'>; actual 2, expected 1
failure(lambda: Generic[int])  # expect: Parameters to Generic[...] must all be type variables or parameter specification variables.
failure(lambda: Generic[T, T])  # expect: Parameters to Generic[...] must all be unique
failure(lambda: type('X', (Generic,), {}))  # expect: Cannot inherit from plain Generic
failure(lambda: Pair[int])  # expect: Too few arguments for <class '__main__.Pair'>; actual 1, expected at least 2
