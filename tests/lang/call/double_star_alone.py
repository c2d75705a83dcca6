# A mapping that is the call's only keywords goes over as it is: nobody sees it change, and errors
# come in the order of a merged dict's.
from types import MappingProxyType


def f(a=0, *rest, b=1, **more):
    more["added"] = 1
    return a, rest, b, sorted(more)


given = {"b": 2, "c": 3}
print(f(**given))  # expect: (0, (), 2, ['added', 'c'])
print(f(7, 8, **given))  # expect: (7, (8,), 2, ['added', 'c'])
print(given)  # expect: {'b': 2, 'c': 3}
print(f(*(5,), **MappingProxyType(given)))  # expect: (5, (), 2, ['added', 'c'])
print(dict(**given) is given)  # expect: False


class Name(str):
    pass


print(f(**{Name("b"): 4}))  # expect: (0, (), 4, ['added'])
print(f(**{}))  # expect: (0, (), 1, ['added'])


def shown(call):
    try:
        call()
    except TypeError as e:
        print(e)


shown(lambda: f(**{1: 2}))  # expect: keywords must be strings
shown(lambda: f(*1, **2))  # expect: __main__.f() argument after ** must be a mapping, not int
shown(lambda: f(**None))  # expect: __main__.f() argument after ** must be a mapping, not NoneType
shown(lambda: f(1, **{"a": 2}))  # expect: f() got multiple values for argument 'a'


def changing():
    names = {"a": 1}

    def g(**k):
        names["z"] = 26
        return k

    return g(**names), names


print(changing())  # expect: ({'a': 1}, {'a': 1, 'z': 26})


def generator():
    yield f(**given)


print(*generator())  # expect: (0, (), 2, ['added', 'c'])
