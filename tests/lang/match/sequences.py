def m(x):
    match x:
        case []: return "empty"
        case [a]: return ("one", a)
        case [a, b]: return ("two", a, b)
        case [1, *rest]: return ("starts 1", rest)
        case [*_, 9]: return "ends 9"
        case [a, *mid, b] if len(mid) > 3: return ("long", a, mid, b)
        case (a, (b, c), *_): return ("nested", a, b, c)
        case [_, _, _]: return "three"
    return "nothing"
from collections import deque
import array
for x in ([], (), [1], (1, 2), [1, 2, 3], [5, 6, 9], list(range(2, 9)), [2, (3, 4), 5, 6],
          [7, 8, 0], "ab", b"ab", {1: 2}, {1, 2}, range(2), deque([1]), iter([1]), bytearray(b"a"),
          array.array("i", [4]), None): print(type(x).__name__, m(x))
