class L:
    def __init__(s, n): s.n = n
    def __lt__(s, o): print("lt", s.n); return NotImplemented
    def __gt__(s, o): print("gt", s.n); return NotImplemented
    def __eq__(s, o): print("eq", s.n); return NotImplemented
    def __le__(s, o): print("le", s.n); return s.n
    def __ge__(s, o): print("ge", s.n); return [s.n]
x, y = L("x"), L("y")
print(x == y)
print(x != y)
print(x <= y, x >= y)
try: x < y
except TypeError as e: print(e)
try: 1 < x
except TypeError as e: print(e)
