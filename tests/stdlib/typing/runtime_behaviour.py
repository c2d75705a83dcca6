from typing import *
print(List[int], Optional[int], Union[int, str], Union[int, int], Callable[[int], str],
      Dict[str, List[int]], Any, Tuple[int, ...], Literal[1, "a"], ClassVar[int],
      get_type_hints(lambda x: x), Annotated[int, "meta"], get_origin(List[int]),
      get_args(Dict[str, int]), int | None, Type[int], NoReturn, Union[int, None] == Optional[int])
T = TypeVar("T", bound=int); print(T, T.__bound__, repr(TypeVar("S", covariant=True)))
class G(Generic[T]): pass
class N(NamedTuple): x: int; y: str = "d"
class TD(TypedDict, total=False): a: int
@runtime_checkable
class Pr(Protocol):
    def meth(self): ...
class Has:
    def meth(self): pass
print(G[int], G[int]().__orig_class__, N(1), N._field_defaults, TD(a=1), TD.__annotations__,
      isinstance(Has(), Pr), isinstance(5, Pr), cast(int, "x"), NewType("U", int)(5), TYPE_CHECKING,
      overload.__name__, final(G) is G, get_type_hints(N))
def f(a: "int", b: Optional["str"] = None) -> "List[int]": pass
print(get_type_hints(f), is_typeddict(TD), get_args(Callable[[int], str]))
for g in (lambda: List[int, str], lambda: Union[()], lambda: Optional[1, 2], lambda: G[int, str],
          lambda: T(), lambda: isinstance([], List[int]), lambda: Any(), lambda: Literal(),
          lambda: Generic(), lambda: Protocol(), lambda: List[5] and None):
    try: print(g())
    except TypeError as e: print(e)
