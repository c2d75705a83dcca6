# An abstract class can't be instantiated; registration makes virtual subclasses.
from abc import ABC, abstractmethod, update_abstractmethods

class Shape(ABC):
    @abstractmethod
    def area(self): ...

    @property
    @abstractmethod
    def name(self): ...

class Half(Shape):
    def area(self): return 1

class Full(Half):
    name = 'full'

def failure(f):
    try:
        f()
    except TypeError as e:
        print(e)

failure(Shape)  # expect: Can't instantiate abstract class Shape without an implementation for abstract methods 'area', 'name'
failure(Half)  # expect: Can't instantiate abstract class Half without an implementation for abstract method 'name'
print(Full().area(), sorted(Shape.__abstractmethods__))  # expect: 1 ['area', 'name']

@Shape.register
class Other: pass

print(isinstance(Other(), Shape), issubclass(int, Shape))  # expect: True False
Half.name = 'half'
update_abstractmethods(Half)
print(Half().name)  # expect: half
