class Log:
    def __init__(s, v): s.v = v
    def __eq__(s, o): print("eq", s.v, o); return s.v == o
match Log(3):
    case 1: pass
    case 2 | 3: print("hit")
x = "unset"
match [1, 2, 5]:
    case [x, y, 9]: pass
    case [_, _, z]: print(x, z)
def f(v):
    match v:
        case [a, b]: pass
        case {"a": a}: pass
    return a
print(f([1, 2]), f({"a": 3}))
try: f(5)
except UnboundLocalError as e: print(e)
class Pt:
    __match_args__ = ("a", "b")
    @property
    def a(s): print("get a"); return 1
    @property
    def b(s): print("get b"); raise AttributeError
match Pt():
    case Pt(2, 3): print("no")
    case Pt(1, 3): print("no")
    case Pt(a=1): print("yes")
class Seq(list):
    def __len__(s): print("len"); return super().__len__()
match Seq([1, 2]):
    case [a]: pass
    case [a, b, c]: pass
    case [a, b]: print("two", a, b)
