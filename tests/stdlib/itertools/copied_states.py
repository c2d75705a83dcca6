# Iterators of itertools can be copied and pickled where they stand (until 3.14), with a warning.
import copy, itertools, operator, pickle, warnings
warnings.simplefilter("ignore", DeprecationWarning)
def show(make, take):
    it = make()
    for _ in range(take): next(it, None)
    copies = [pickle.loads(pickle.dumps(it)), copy.deepcopy(it)]
    rest = list(itertools.islice(it, 5))
    assert all(list(itertools.islice(c, 5)) == rest for c in copies), (rest, make())
for take in 0, 1, 2, 9:
    for make in (lambda: itertools.count(3, 2), lambda: itertools.repeat("x", 3),
                 lambda: itertools.cycle("abc"), lambda: itertools.chain("ab", [1]),
                 lambda: itertools.islice(range(9), 1, None, 2),
                 lambda: itertools.accumulate([1, 2, 3], operator.mul, initial=2),
                 lambda: itertools.accumulate([1, 2, 3], lambda a, b: None),
                 lambda: itertools.product("ab", repeat=2), lambda: itertools.product("", "a"),
                 lambda: itertools.combinations("abcd", 2), lambda: itertools.combinations("a", 2),
                 lambda: itertools.permutations("abc", 2), lambda: itertools.permutations("a", 3),
                 lambda: itertools.combinations_with_replacement("ab", 2),
                 lambda: itertools.zip_longest("ab", "c"), lambda: itertools.starmap(pow, [(2, 3)]),
                 lambda: itertools.takewhile(bool, [1, 2, 0, 1]),
                 lambda: itertools.compress("abc", [1, 0, 1]),
                 lambda: itertools.dropwhile(bool, [1, 0, 3]),
                 lambda: itertools.filterfalse(bool, [0, 1, 0]), lambda: itertools.tee("abc")[1]):
        try:
            show(make, take)
        except (AttributeError, pickle.PicklingError):
            pass  # a lambda inside
try: itertools.product("ab", "cd").__setstate__((0,))
except ValueError as e: print(e)  # expect: invalid arguments
p = itertools.product("ab", "cd"); p.__setstate__((-5, 99)); print(next(p))  # expect: ('b', 'c')
try: itertools.chain().__setstate__(([],))
except TypeError as e: print(e)  # expect: Arguments must be iterators.
a, b = itertools.tee("abc"); print(itertools.tee(a)[0] is a)  # expect: True
