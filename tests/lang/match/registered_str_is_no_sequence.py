# collections.abc registers str and bytes as sequences; patterns do not take them for such.
import collections, collections.abc
for x in "x", b"x", bytearray(b"x"), ["x"], collections.UserList("x"), range(1), {"x": 1}, collections.UserDict():
    match x:
        case [_]: print("sequence", type(x).__name__)
        case {}: print("mapping", type(x).__name__)
        case _: print("other", type(x).__name__)
class C: pass
class M(C, collections.UserDict, collections.abc.Sequence): pass
class S(C, collections.UserList, collections.abc.Mapping):
    def __iter__(self): return iter(())
for x in M(), S():
    match x:
        case {}: print("mapping")
        case [*_]: print("sequence")
