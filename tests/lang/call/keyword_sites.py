# One site of a call with keywords, or with defaults left out, meets functions of many forms.
def a(x, y=1, z=2):
    return "a", x, y, z


def b(x, *, y, z=3):
    return "b", x, y, z


def c(z, y, x=0, /, **rest):
    return "c", z, y, x, rest


def d(x, *rest, y=5, z=6):
    return "d", x, rest, y, z


class E:
    def __init__(self, x, y=7, z=8):
        self.seen = "E", x, y, z

    def method(self, x, y=9, z=10):
        return "method", x, y, z


def twin():
    def a(x, y=11, z=12):
        return "twin", x, y, z

    return a


def no_default():
    def a(x, y, z=13):
        return "none", x, y, z

    return a


def site(f, *given):
    try:
        result = f(1, z=20)
    except TypeError as e:
        result = str(e)
    return getattr(result, "seen", result)


def method_site(o):
    return o.method(1, z=20)


def positional(f):
    try:
        return f(1)
    except TypeError as e:
        return str(e)


class Holder:
    pass


holder = Holder()
holder.method = a
made = [twin() for _ in range(2)]
made[1].__defaults__ = (30, 31)
shrunk = twin()
shrunk.__defaults__ = (40,)
for _ in range(20):
    seen = [site(f) for f in (a, b, d, E, E(0).method, *made, shrunk, no_default(), int)]
    held = [method_site(o) for o in (E(0), holder, E(1))]
    bare = [positional(f) for f in (a, b, d, E(0).method, *made, shrunk, no_default())]
for line in seen:
    print(line)
print(*held, sep="\n")
print(*bare, sep="\n")


async def in_coroutine(f):
    return f(1, z=20), f(1), f(z=2, x=1), f(y=1, x=2, z=3)


def in_generator(f):
    yield f(1, z=20)
    yield f(1)
    yield f(z=2, x=1)


for _ in range(3):
    for f in (a, made[1], E(0).method):
        values = list(in_generator(f))
        try:
            in_coroutine(f).send(None)
        except StopIteration as e:
            values += e.value
        print(values)
a.__code__ = no_default().__code__
a.__defaults__ = None
print(site(a), positional(a))


class Finishes:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("end", self.name)


def drops(one, two=None, three=None):
    del one, three
    print("in", two is None)


for _ in range(2):
    drops(Finishes(1), three=Finishes(3))
    drops(three=Finishes(3), two=Finishes(2), one=Finishes(1))


def rest(x, *more):
    return x, more


def rest_and_names(*more, **names):
    return more, names


def rest_and_more(*more, y=1, **names):
    return more, y, names


def rest_in_generator(f):
    yield f(1)
    yield f(1, 2, 3)
    try:
        yield f()
    except TypeError as e:
        yield str(e)


for f in (rest, rest_and_names, rest_and_more):
    print(*rest_in_generator(f))
    print([rest_site(1) for rest_site in (f, f)], f(*(1, 2)), f(1, *[2]))
try:
    rest()
except TypeError as e:
    print(e)
