import functools

class A:
    count = 0
    @functools.cached_property
    def value(self):
        "doc"
        A.count += 1
        return A.count

a = A()
print(a.value, a.value, vars(a), A.value.__doc__)  # expect: 1 1 {'value': 1} doc
del a.value
print(a.value)  # expect: 2

class S:
    __slots__ = ()
    x = functools.cached_property(lambda self: 1)
try:
    S().x
except TypeError as e:
    print(e)  # expect: No '__dict__' attribute on 'S' instance to cache 'x' property.

class B: pass
B.x = functools.cached_property(lambda self: 1)
try:
    B().x
except TypeError as e:
    print(e)  # expect: Cannot use cached_property instance without calling __set_name__ on it.

@functools.total_ordering
class V:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == o.n
    def __lt__(self, o): return self.n < o.n if isinstance(o, V) else NotImplemented
print(V(1) <= V(1), V(2) > V(1), V(2) >= V(3), V.__ge__.__name__)  # expect: True True False __ge__
try:
    V(1) >= 3
except TypeError as e:
    print(e)  # expect: '>=' not supported between instances of 'V' and 'int'
