import functools

@functools.lru_cache(maxsize=2)
def square(x):
    calls.append(x)
    return x * x

calls = []
for x in (1, 2, 1, 3, 2): square(x)
print(calls, square.cache_info(), square.cache_parameters())  # expect: [1, 2, 3, 2] CacheInfo(hits=1, misses=4, maxsize=2, currsize=2) {'maxsize': 2, 'typed': False}
square.cache_clear()
print(square.cache_info().currsize, square.__wrapped__(5))  # expect: 0 25

@functools.cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80), fib.cache_info().misses)  # expect: 23416728348467685 81

@functools.lru_cache(typed=True)
def kind(x): return type(x).__name__
print(kind(1), kind(1.0), kind(True))  # expect: int float bool
try:
    functools.lru_cache('x')
except TypeError as e:
    print(e)  # expect: Expected first argument to be an integer, a callable, or None
try:
    fib([])
except TypeError as e:
    print(e)  # expect: unhashable type: 'list'
