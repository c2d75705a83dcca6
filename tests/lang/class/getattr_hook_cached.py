# A class with __getattr__ caches what is found the ordinary way, and asks for the rest.
class A:
    shared = 1

    def __init__(self):
        self.own = 2

    def __getattr__(self, name):
        return "hook " + name

    def method(self):
        return 3

    @classmethod
    def of_class(cls):
        return cls.__name__

    @property
    def fails(self):
        raise AttributeError("inner")

    @property
    def works(self):
        return 4


def look(a):
    return [a.shared, a.own, a.method(), a.of_class(), a.fails, a.works, a.missing, a.own]


a = A()
for _ in range(40):
    seen = look(a)
print(seen)  # expect: [1, 2, 3, 'A', 'hook fails', 4, 'hook missing', 2]
del a.own
print(look(a))  # expect: [1, 'hook own', 3, 'A', 'hook fails', 4, 'hook missing', 'hook own']
A.__getattribute__ = lambda self, name: (_ for _ in ()).throw(AttributeError(name))
print(a.shared, a.own)  # expect: hook shared hook own
del A.__getattribute__
print(a.shared, a.works)  # expect: 1 4
del A.shared
print(a.shared)  # expect: hook shared
