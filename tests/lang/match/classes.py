class P:
    __match_args__ = ("x", "y")
    def __init__(s, x, y): s.x, s.y = x, y
class Q(P): pass
class N: a = 1
def m(v):
    match v:
        case P(0, 0): return "origin"
        case Q(x, y=2): return ("Q", x)
        case P(x, y) if x == y: return ("diag", x)
        case P(x=a): return ("P", a)
        case int(n) if n > 10: return ("big", n)
        case bool() | int(): return "int"
        case str(s) | bytes(s): return ("text", s)
        case N(a=1): return "N"
        case float(): return "float"
        case list([a, b]): return ("pair", a, b)
        case dict(d) if not d: return "empty dict"
        case object(missing=_): return "has missing"
        case _: return "other"
for v in (P(0, 0), Q(1, 2), P(3, 3), P(1, 2), 11, 5, True, "s", b"b", N(), 1.5, [1, 2], (1, 2), {},
          {1: 1}, None): print(m(v))
def err(pattern):
    try: exec(f"match P(1, 2):\n case {pattern}: print('matched')\n case _: print('no match')")
    except TypeError as e: print(pattern, "|", e)
for p in ("P(1, 2, 3)", "N(1)", "int(1, 2)", "P(1, x=1)", "len(x)", "P(x=1, y=2)", "P()", "Q()",
          "object(1)"): err(p)
class B1: __match_args__ = "x"
class B2: __match_args__ = (1,)
for c in (B1, B2):
    try:
        match c():
            case c(1): pass
    except TypeError as e: print(e)
