for it in (iter([1, 2]), iter((1, 2)), iter("ab"), iter({1: 2}), iter({1}), iter(range(2)),
           iter(b"a"), zip([1]), enumerate("a"), map(str, [1]), filter(None, [1]), reversed([1]),
           iter(int, 0), iter({}.values()), iter({}.items()), iter(bytearray()), reversed({}),
           iter(memoryview(b"a")), reversed(range(2)), iter(range(10 ** 20))):
    print(type(it).__name__, iter(it) is it, end="; ")
print()
a = iter([1, 2, 3]); next(a); b = a; print(list(b), list(a)); z = zip([1, 2, 3],
        iter([1])); print(list(z), list(z))
x = iter([1, 2, 3, 4]); print(list(zip(x, x)), list(enumerate(["a"], start=5)),
                              list(enumerate("ab", -1)))
import copy, pickle
it = iter([1, 2, 3]); next(it); c = copy.copy(it); print(list(c), list(it))
