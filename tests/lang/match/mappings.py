def m(x):
    match x:
        case {"type": "circle", "r": r}: return ("circle", r)
        case {"type": t, **rest} if rest: return (t, rest)
        case {"a": {"b": [x, *_]}}: return ("deep", x)
        case {1: _, None: n}: return ("keys", n)
        case {"only": 1 | 2 as v}: return ("or", v)
        case {**all} if len(all) == 1: return ("all", all)
        case {}: return "any mapping"
        case _: return "not mapping"
from collections import defaultdict, OrderedDict, ChainMap
import types
for x in ({"type": "circle", "r": 2, "z": 1}, {"type": "sq", "w": 1}, {"type": "x"},
          {"a": {"b": [7, 8]}}, {1: 1, None: 2}, {"only": 2}, {"only": 3}, {}, [], None,
          types.MappingProxyType({"only": 1}), ChainMap({"q": 1}), {1: 2, 3: 4}): print(m(x))
d = defaultdict(list)
match d:
    case {"missing": v}: print("no")
    case _: print("not created", dict(d))
