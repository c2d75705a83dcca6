from functools import *
p = partial(int, base=2); print(p("101"), p.func, p.args, p.keywords, p, partial(p, "11")(),
                                partial(print, 1, sep="-"))
print(reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(lambda a, b: a + b, [], 0),
      reduce(max, [3, 9, 2]), reduce(lambda a, b: [a, b], "abc", "init"))
for f in (lambda: reduce(max, []), lambda: partial(), lambda: partial(5), lambda: reduce(5),
          lambda: reduce(max, 5)):
    try: f()
    except TypeError as e: print(e)
@lru_cache(maxsize=2)
def sq(x): print("compute", x); return x * x
print(sq(1), sq(1), sq(2), sq(3), sq(1), sq.cache_info()); sq.cache_clear(); print(sq.cache_info(),
        sq.cache_parameters(), sq.__wrapped__(5))
@cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80), fib.cache_info().hits)
@singledispatch
def show(x): return "object"
@show.register
def _(x: int): return "int"
@show.register(list)
def _(x): return "list"
print(show(1), show(True), show([]), show("s"), show.dispatch(bool).__name__)
class C:
    @partialmethod
    def bad(self): pass
    def add(self, a, b): return a + b
    inc = partialmethod(add, 1)
    @singledispatchmethod
    def d(self, x): return "any"
    @d.register
    def _(self, x: str): return "str"
print(C().inc(5), C().d(1), C().d("a"), sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))
try: sq([])
except TypeError as e: print(e)
