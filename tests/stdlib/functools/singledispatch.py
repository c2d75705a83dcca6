import functools, collections.abc as abc

@functools.singledispatch
def show(x): return 'object'

@show.register
def _(x: int): return 'int'

@show.register(list)
@show.register(tuple)
def _(x): return 'sequence'

@show.register
def _(x: float | complex): return 'number'

@show.register(abc.Mapping)
def _(x): return 'mapping'

print(show(1), show(True), show([]), show(()), show(2j), show({}), show('s'))  # expect: int int sequence sequence number mapping object
print(show.dispatch(dict) is show.registry[abc.Mapping])  # expect: True

class Both:
    def __iter__(self): return iter(())
    def __len__(self): return 0

@functools.singledispatch
def amb(x): return 'base'
amb.register(abc.Iterable, lambda x: 'iterable')
amb.register(abc.Sized, lambda x: 'sized')
try:
    amb(Both())
except RuntimeError as e:
    print(e)  # expect: Ambiguous dispatch: <class 'collections.abc.Iterable'> or <class 'collections.abc.Sized'>

for f in (lambda: show(), lambda: show.register(3), lambda: show.register(list[int], len)):
    try:
        f()
    except TypeError as e:
        print(e)
# expect: show requires at least 1 positional argument
# expect: Invalid first argument to `register()`: 3. Use either `@register(some_class)` or plain `@register` on an annotated function.
# expect: Invalid first argument to `register()`. list[int] is not a class or union type.

class Neg:
    @functools.singledispatchmethod
    def neg(self, x): raise NotImplementedError
    @neg.register
    def _(self, x: int): return -x
    @neg.register
    def _(self, x: bool): return not x
print(Neg().neg(5), Neg().neg(True))  # expect: -5 False
