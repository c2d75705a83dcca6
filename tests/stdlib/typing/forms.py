from typing import *
print(Union[int, str, int], Optional[int], Union[int], Union[int, Union[str, None]])  # expect: typing.Union[int, str] typing.Optional[int] <class 'int'> typing.Union[int, str, NoneType]
print(List[int], Dict[str, List[int]], Tuple[int, ...], Tuple[()], Callable[[int], str], Type['X'])  # expect: typing.List[int] typing.Dict[str, typing.List[int]] typing.Tuple[int, ...] typing.Tuple[()] typing.Callable[[int], str] typing.Type[ForwardRef('X')]
print(Literal[1, 2, 1], Literal[True] == Literal[1], Annotated[Annotated[int, 'a'], 'b'], ClassVar[int])  # expect: typing.Literal[1, 2] False typing.Annotated[int, 'a', 'b'] typing.ClassVar[int]
print(get_origin(List[int]), get_args(Dict[int, str]), get_args(Callable[[int], str]), get_origin(int))  # expect: <class 'list'> (<class 'int'>, <class 'str'>) ([<class 'int'>], <class 'str'>) None

def failure(f):
    try:
        f()
    except TypeError as e:
        print(e)

failure(lambda: Union[()])  # expect: Cannot take a Union of no types.
failure(lambda: Optional[int, str])  # expect: typing.Optional requires a single type. Got (<class 'int'>, <class 'str'>).
failure(lambda: List[int, str])  # expect: Too many arguments for typing.List; actual 2, expected 1
failure(lambda: isinstance(1, List[int]))  # expect: Subscripted generics cannot be used with class and instance checks
failure(lambda: isinstance(1, Any))  # expect: typing.Any cannot be used with isinstance()
failure(lambda: List[ClassVar])  # expect: Plain typing.ClassVar is not valid as type argument
failure(lambda: Any())  # expect: Any cannot be instantiated
failure(lambda: Never[int])  # expect: typing.Never is not subscriptable
failure(lambda: Callable[int])  # expect: Callable must be used as Callable[[arg, ...], result].
failure(lambda: List[int]['x'])  # expect: typing.List[int] is not a generic class
