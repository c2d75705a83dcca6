import functools

def deco(f):
    @functools.wraps(f)
    def inner(*a): return f(*a)
    return inner

@deco
def greet(name: str) -> str:
    "Say hello."
    return 'hello ' + name

print(greet.__name__, greet.__doc__, greet.__annotations__, greet.__wrapped__('x'))  # expect: greet Say hello. {'name': <class 'str'>, 'return': <class 'str'>} hello x

class Cell:
    def set_state(self, state, *, loud=False): return (state, loud)
    alive = functools.partialmethod(set_state, True)
    shout = functools.partialmethod(alive, loud=True)
    both = classmethod(lambda cls, a: (cls.__name__, a))
    one = functools.partialmethod(both, 1)

print(Cell().alive(), Cell().shout(), Cell.one(), Cell().one())  # expect: (True, False) (True, True) ('Cell', 1) ('Cell', 1)
try:
    functools.partialmethod(3)
except TypeError as e:
    print(e)  # expect: 3 is not callable or a descriptor
print(functools.reduce(lambda a, b: a * b, range(1, 6)), sorted([1, 3, 2], key=functools.cmp_to_key(lambda a, b: b - a)))  # expect: 120 [3, 2, 1]
p = functools.partial(int, base=2)
print(p('101'), p)  # expect: 5 functools.partial(<class 'int'>, base=2)
