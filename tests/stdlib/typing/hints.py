from typing import *

class A:
    x: 'B'
    y: Annotated[int, 'meta'] = 1
class B(A):
    z: 'list[A]'
    def f(self, a: 'int | None', *args: 'str') -> 'Optional[B]': ...

print(get_type_hints(B))  # expect: {'x': <class '__main__.B'>, 'y': <class 'int'>, 'z': list[__main__.A]}
print(get_type_hints(B, include_extras=True)['y'], get_type_hints(B.f))  # expect: typing.Annotated[int, 'meta'] {'a': int | None, 'args': <class 'str'>, 'return': typing.Optional[__main__.B]}
print(get_type_hints(len), ForwardRef('X'))  # expect: {} ForwardRef('X')
for f in (lambda: get_type_hints(3), lambda: ForwardRef('a b'), lambda: get_type_hints(A, {'B': 1})):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
# expect: TypeError 3 is not a module, class, method, or function.
# expect: SyntaxError Forward reference must be an expression -- got 'a b'
# expect: {'x': 1, 'y': <class 'int'>}

@overload
def g(x: int) -> int: ...
@overload
def g(x: str) -> str: ...
def g(x): return x
print(len(get_overloads(g)), cast(int, 'x'), final(A).__final__, override(g).__override__)  # expect: 2 x True True
clear_overloads()
print(get_overloads(g))  # expect: []
try:
    assert_never(5)
except AssertionError as e:
    print(e)  # expect: Expected code to be unreachable, but got: 5
