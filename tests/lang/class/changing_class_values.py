# Class attributes that change while sites have cached them: counters, settings, caches; replaced by
# functions and descriptors and back, shadowed, deleted, and seen through subclasses and instances.
AGAIN = 40


def attempt(ask, *args):
    try:
        return ask(*args)
    except AttributeError as e:
        return f"AttributeError {e}"


class Base:
    count = 0
    setting = "first"

    def __init__(self):
        Base.count += 1

    def see(self):
        return self.setting


class Derived(Base):
    pass


def of_class():
    return Base.setting, Derived.setting, Base.count


def of_instance(o):
    return o.setting


def called(o):
    return o.setting()


o, d = Base(), Derived()
for i in range(AGAIN):
    Base.setting = i
    assert of_class() == (i, i, 2) and o.see() == d.see() == of_instance(o) == of_instance(d) == i
print(of_class(), Base.__dict__["setting"], "setting" in vars(Base))
for _ in range(AGAIN):
    Base(), Derived()
print(Base.count, Derived.count, o.count, getattr(d, "count"), hasattr(Derived, "count"))

Derived.setting = "of Derived"
print(of_class(), o.see(), d.see())
del Derived.setting
print(of_class(), o.see(), d.see())
o.setting = "own"
print(o.see(), d.see())
del o.setting
print(o.see())

Base.setting = lambda self=None: "called with self" if self else "called without"
print(called(o), called(d), called(Base))
for _ in range(AGAIN):
    called(o)
Base.setting = 5
print(of_class(), o.see())
try:
    called(o)
except TypeError as e:
    print(e)
Base.setting = property(lambda self: type(self).__name__)
print(o.see(), d.see(), type(Base.setting).__name__)
Base.setting = staticmethod(lambda: "static")
print(called(o), called(Base))
Base.setting = 6
Base.setting = 7
print(o.see(), d.see(), of_class())
del Base.setting
print(attempt(o.see), attempt(of_class))
Base.setting = 8
print(o.see(), d.see(), of_class())


# A value whose class learns to be a descriptor.
class Later:
    pass


class Owner:
    value = Later()


owner = Owner()
read = lambda: type(owner.value).__name__
for _ in range(AGAIN):
    Owner.value = Later()
    read()
Later.__get__ = lambda self, instance, owner: ("got", instance is not None)
Owner.value = Later()
print(owner.value, Owner.value)


# What special methods and slots see.
class Sized:
    n = 1
    __hash__ = None

    def __len__(self):
        return self.n


s = Sized()
for i in range(AGAIN):
    Sized.n = i
    assert len(s) == i
Sized.__len__ = lambda self: 99
print(len(s), Sized.n)
Sized.__hash__ = lambda self: 7
print(hash(s))


# Metaclasses, classmethods and super.
class Meta(type):
    made = 0

    def __call__(cls, *args):
        Meta.made += 1
        cls.total = getattr(cls, "total", 0) + 1
        return super().__call__(*args)


class Made(metaclass=Meta):
    cache = {}

    @classmethod
    def get(cls, key):
        if key not in cls.cache:
            cls.cache = {**cls.cache, key: cls()}
        return cls.cache[key]


class Sub(Made):
    def inherited(self):
        return super().total


for i in range(AGAIN):
    Made.get(i % 5), Sub.get(i % 3)
print(Meta.made, Made.total, Sub.total, len(Made.cache), len(Sub.cache), Sub().inherited())
Made.total = 100
print(Sub.total, Made().total, Sub().inherited(), Meta.made)
print(list(Base.__dict__)[-1], sorted(k for k in vars(Owner) if not k.startswith("__")))
