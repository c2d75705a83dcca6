# A function may get another code object while it runs, while generators of it are suspended, and
# while tracebacks name its lines.
import sys, traceback


def small(a): return ("small", a)


def big(a, b=0):
    c, d, e, f = a, b, 3, 4
    big.__code__ = small.__code__
    junk = [object() for _ in range(1000)]
    try:
        return c, d, e, f, sum(i for i in (c, d, e, f)), sys._getframe().f_code.co_name
    finally:
        del junk


print(big(1, 2))
print(big(1))


def gen(n):
    for i in range(n):
        x = yield i
        if x: print("got", x)
    return "end"


def other(n):
    yield -n


g, h = gen(4), gen(3)
print(next(g))
gen.__code__ = other.__code__
print(g.send("x"), list(g), list(h), list(gen(9)))
print(g.gi_code is other.__code__, h.gi_code.co_name)


def failing():
    x = 1
    raise ValueError("first")


def long_before():



    pass


def catching():
    try:
        failing()
    except ValueError as e:
        failing.__code__ = long_before.__code__
        return e


e = catching()
print([(f.name, f.line) for f in traceback.extract_tb(e.__traceback__)], failing())


def frame_of():
    y = 5
    return sys._getframe()


f = frame_of()
frame_of.__code__ = small.__code__
print(f.f_code.co_name, f.f_locals, frame_of(8))


def outer(v):
    def inner(): return "inner", v
    def second(): return "second", -v
    return inner, second


i, s = outer(7)
i.__code__ = s.__code__
print(i())
try:
    small.__code__ = i.__code__
except ValueError as e:
    print(e)


def deep(n):
    if n == 0:
        deep.__code__ = small.__code__
        return 0
    return deep(n - 1) + 1


print(deep(50), deep(1))
