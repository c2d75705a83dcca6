# Sites that have cached where an attribute is, and then it is somewhere else: each site runs often
# enough to be quickened before the change, and again after it.
import sys
import types

AGAIN = 40


def attempt(ask, *args):
    try:
        return ask(*args)
    except AttributeError as e:
        return f"AttributeError {e}"


# --- globals of a module, through the module
module = types.ModuleType("m")
exec("value = 1\ndef ask(): return value\ndef call(): return 'called'", module.__dict__)
module.ask()  # the name has a cell now


def load(m):
    return m.value


def invoke(m):
    return m.call()


for _ in range(AGAIN):
    load(module), invoke(module)
print(load(module), invoke(module))
module.value = 2
module.call = lambda: "another"
print(load(module), invoke(module))
del module.value
print(attempt(load, module))
module.__getattr__ = lambda name: f"made {name}"
print(load(module))
module.value = 3
print(load(module), module.ask())
exec("value = 4", module.__dict__)
print(load(module))
module.__dict__.clear()
print(attempt(load, module), attempt(invoke, module))
other = types.ModuleType("other")
other.value, other.call = 5, len
print(load(other))
try:
    invoke(other)
except TypeError as e:
    print(e)


# --- callables that an object has for itself
class Holder:
    def __init__(self, callback):
        self.callback = callback

    def run(self, x):
        return self.callback(x)


holder = Holder(lambda x: x + 1)
for _ in range(AGAIN):
    holder.run(1)
print(holder.run(1))
holder.callback = str
print(holder.run(1))
del holder.callback
print(attempt(holder.run, 1))
Holder.callback = lambda self, x: (type(self).__name__, x)
print(holder.run(1), Holder(abs).run(-1))
print(Holder(repr).run("of a temporary"), (lambda h: h.callback("x"))(Holder(str.upper)))


# --- attributes past the inline ones
class Bare:
    pass


def last(o):
    return o.a9


bare = Bare()
for i in range(10):
    setattr(bare, f"a{i}", i)
for _ in range(AGAIN):
    last(bare)
print(last(bare))
bare.a9 = "changed"
print(last(bare))
del bare.a9
print(attempt(last, bare))
Bare.a9 = "of the class"
print(last(bare))
Bare.a9 = property(lambda self: "of a property")
print(last(bare))
bare.__dict__["a9"] = "hidden"
print(last(bare))
del Bare.a9
print(last(bare))


# --- native data descriptors
class Error(Exception):
    pass


def cause(e):
    return e.__cause__


e = Error()
e.__cause__ = KeyError("k")
for _ in range(AGAIN):
    cause(e)
print(repr(cause(e)))
Error.__cause__ = "hidden by the class"
print(cause(e))
del Error.__cause__
print(repr(cause(e)), cause(ValueError()))


def names(f):
    return f.f_code.co_name, f.f_back is None


def framed():
    return names(sys._getframe())


for _ in range(AGAIN):
    framed()
print(framed())


# --- classes with a __getattr__
class Asked:
    constant = "constant"

    def __init__(self):
        self.own = "own"

    def method(self):
        return "method"

    @property
    def broken(self):
        raise AttributeError("from the property")

    def __getattr__(self, name):
        return f"asked {name}"


def every(o):
    return o.own, o.constant, o.method(), o.broken, o.missing, o.__class__.__name__


asked = Asked()
for _ in range(AGAIN):
    every(asked)
print(every(asked))
asked.missing = 1
del asked.own
print(every(asked))
asked.method = lambda: "a function"
print(every(asked))
Asked.__getattribute__ = lambda self, name: f"by __getattribute__ {name}"
print(attempt(lambda: (asked.own, asked.constant, asked.missing)))
del Asked.__getattribute__
print(every(asked))
del Asked.__getattr__
print(attempt(every, asked))


# --- sites of many shapes
classes = [type(f"C{i}", (), {"where": f"class {i}", "func": staticmethod(lambda i=i: i),
                              "method": lambda self: "method"}) for i in range(20)]


def survey(o):
    return o.where, o.func(), o.func is not None


for _ in range(AGAIN):
    for cls in classes:
        survey(cls()), survey(cls)
print([survey(cls()) for cls in classes[:3]], survey(classes[4]))
classes[0].where = "moved"
instance = classes[1]()
instance.where, instance.func = "in the instance", lambda: "own function"
print(survey(classes[0]()), survey(instance), survey(classes[1]))


def method_of(o):
    return o.method()


objects = [cls() for cls in classes]
for o in objects[::2]:
    o.method = lambda: "own"
for _ in range(AGAIN):
    for o in objects:
        method_of(o)
print([method_of(o) for o in objects[:4]])
del objects[0].method
print(method_of(objects[0]))
