# Of the names in a class's type parameters and bases only the parameters themselves are mangled.
class __Base: pass
class Derived[T](__Base): pass
print(Derived.__bases__[0].__name__)  # expect: __Base
class Y[__T: int](list[__Base]):
    x = __T.__name__, __T.__bound__
print(Y.x)  # expect: ('__T', <class 'int'>)
