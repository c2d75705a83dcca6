from typing import *

@runtime_checkable
class Closable(Protocol):
    def close(self) -> None: ...

class Named(Protocol):
    name: str

class File:
    def close(self): pass

print(isinstance(File(), Closable), isinstance(3, Closable), issubclass(File, Closable))  # expect: True False True
print(is_protocol(Closable), is_protocol(File), sorted(get_protocol_members(Named)))  # expect: True False ['name']
NamedR = runtime_checkable(Named)

def failure(f):
    try:
        f()
    except TypeError as e:
        print(e)

failure(Closable)  # expect: Protocols cannot be instantiated
failure(lambda: issubclass(File, NamedR))  # expect: Protocols with non-method members don't support issubclass(). Non-method members: 'name'.
class Plain(Protocol):
    def f(self): ...
failure(lambda: isinstance(3, Plain))  # expect: Instance and class checks can only be used with @runtime_checkable protocols
failure(lambda: type('Bad', (Plain, int, Protocol), {}))  # expect: Protocols can only inherit from other protocols, got <class 'int'>
failure(lambda: runtime_checkable(int))  # expect: @runtime_checkable can be only applied to protocol classes, got <class 'int'>
obj = File()
obj.name = 'x'
print(isinstance(obj, NamedR), isinstance(3, SupportsInt), isinstance('', SupportsAbs))  # expect: True True False

class Impl(Plain):
    def __init__(self): self.ok = True
print(Impl().ok)  # expect: True
