from collections.abc import *
class Seq(Sequence):
    def __init__(s, *a): s.a = a
    def __getitem__(s, i): return s.a[i]
    def __len__(s): return len(s.a)
s = Seq(1, 2, 3, 2); print(list(s), 2 in s, s.index(2), s.count(2), list(reversed(s)),
                           isinstance(s, Collection))
class M(MutableMapping):
    def __init__(s): s.d = {}
    def __getitem__(s, k): return s.d[k]
    def __setitem__(s, k, v): s.d[k] = v
    def __delitem__(s, k): del s.d[k]
    def __iter__(s): return iter(s.d)
    def __len__(s): return len(s.d)
m = M(); m.update(a=1, b=2); print(dict(m), m.pop("a"), m.setdefault("c", 3), m.get("zz"),
                                   list(m.items()), m == {"b": 2, "c": 3}, "b" in m, m.popitem(),
                                   len(m)); m.clear(); print(dict(m))
class St(Set):
    def __init__(s, it=()): s.e = list(dict.fromkeys(it))
    def __contains__(s, x): return x in s.e
    def __iter__(s): return iter(s.e)
    def __len__(s): return len(s.e)
a, b = St([1, 2, 3]), St([2, 3, 4]); print(list(a & b), list(a | b), list(a - b), list(a ^ b),
        a <= b, St([2]) < a, a == St([3, 2, 1]), a.isdisjoint([9]))
for c in (Seq, lambda: Sequence(), lambda: M.__bases__[0](), lambda: Iterator(),
          lambda: Generator()):
    try: print(type(c()).__name__)
    except TypeError as e: print(e)
class It(Iterator):
    def __next__(s): raise StopIteration
print(list(It()), issubclass(list, MutableSequence), issubclass(dict, Mapping),
      isinstance(range(3), Sequence), issubclass(str, MutableSequence))
