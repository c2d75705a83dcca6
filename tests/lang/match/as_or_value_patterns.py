class Color: RED = 1; GREEN = 2
import types
ns = types.SimpleNamespace(v=types.SimpleNamespace(w=7))
def m(x):
    match x:
        case Color.RED: return "red"
        case Color.GREEN as g: return ("green", g)
        case ns.v.w: return "dotted"
        case (1 | 2) as n, [3 | 4 as k, *_]: return (n, k)
        case {"k": Color.RED | "red" as c}: return c
        case str() as s if s: return s.upper()
        case [Color(), _]: return "never"
        case (a): return ("captured", a)
for x in (1, 2, 7, [2, (4, 5)], {"k": "red"}, "abc", "", [5, 6]): print(m(x))
match 5:
    case x if (y := x * 2) > 5: print(x, y)
match 1, 2, *[3, 4]:
    case a, b, *c: print(a, b, c)
match = case = _ = type = 1; print(match, case, _, type)
match (match):
    case 1: print("soft keywords")
match[0:0] if False else None
