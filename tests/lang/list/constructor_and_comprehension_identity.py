print(list(), list("abc"), list((1, 2)), list({1: 2}), list(range(3)), list(list([1])),
      [*"ab", *[1], *()], list(map(str, [1, 2])))
for f in (lambda: list(5), lambda: list(1, 2), lambda: list(x=1), lambda: [*5], lambda: [*None]):
    try: print(f())
    except TypeError as e: print(e)
a = [1]; print(list(a) is a, a[:] is a, [a][0] is a)
a.__init__("xy"); print(a); a.__init__(); print(a)
class Counted:
    def __iter__(s): return iter([1, 2])
    def __length_hint__(s): return 100
print(list(Counted()))
class BadHint(Counted):
    def __length_hint__(s): return -1
try: list(BadHint())
except ValueError as e: print(e)
