class A:
    def __class_getitem__(cls, k): return (cls.__name__, k)
    def __init_subclass__(cls, /, tag=None,
                          **kw): super().__init_subclass__(**kw); cls.tag = tag; print("subclass",
                                  cls.__name__, tag)
class B(A, tag="t"): pass
class C(B): pass
print(A[1], B["x", 2], B.tag, C.tag)
class D(A): x: int = 5
try:
    class E(A, bogus=1): pass
except TypeError as e: print(e)
try: type(5)[1]
except TypeError as e: print(e)
try: int[str]
except TypeError as e: print(e)
print(list[int], dict[str, int], tuple[()], tuple[int, ...], list[int].__origin__,
      list[int].__args__, list[int]([1]), type(list[int]).__name__, list[int] == list[int])
