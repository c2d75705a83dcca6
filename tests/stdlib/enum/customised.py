# __new__, __init__, _missing_, nonmember and attributes of the members.
from enum import *
import pickle

class Planet(Enum):
    EARTH = (5.9, 6.3)
    MARS = (0.6, 3.4)
    def __init__(self, mass, radius):
        self.mass = mass
    @nonmember
    class Inner: pass
    @property
    def heavy(self): return self.mass > 1

print(Planet.EARTH.mass, Planet.MARS.heavy, Planet.EARTH.value, len(Planet))  # expect: 5.9 False (5.9, 6.3) 2

class Coord(bytes, Enum):
    def __new__(cls, value, label):
        obj = bytes.__new__(cls, [value])
        obj._value_ = value
        obj.label = label
        return obj
    PX = (0, 'P.X')
    PY = (1, 'P.Y')
print(str(Coord.PY), Coord(1).label, Coord.PY == b'\x01')  # expect: Coord.PY P.Y True

class Loose(Enum):
    LOW = 'low'
    @classmethod
    def _missing_(cls, value):
        for member in cls:
            if member.value == str(value).lower(): return member
        return 5 if value == 'bad' else None
print(Loose('LOW'))  # expect: Loose.LOW
try:
    Loose('bad')
except TypeError as e:
    print(e, '/', e.__context__)  # expect: error in Loose._missing_: returned 5 instead of None or a valid member / 'bad' is not a valid Loose
print(pickle.loads(pickle.dumps(Loose.LOW)) is Loose.LOW, hash(Loose.LOW) == hash('LOW'))  # expect: True True

class Named(Enum):
    name = 1
    value = 2
print(Named.name, Named.value.value)  # expect: Named.name 2
