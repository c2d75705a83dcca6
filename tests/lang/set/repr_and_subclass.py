class S(set): pass
print(set(), {1}, frozenset(), frozenset({1}), S(), S([1]), {"a"}, {frozenset()}, [set()],
      S([1]) | {2} == {1, 2}, type(S([1]) | {2}).__name__, type(S([1]).copy()).__name__)
s = S([1]); s.attr = 5; print(s.attr, s == {1}, isinstance(s, set), S.__mro__[1])
r = set(); f = frozenset([1]); print(f.__reduce__()[1:], frozenset.__doc__ is not None,
                                     hash(f) == hash(frozenset([1])))
