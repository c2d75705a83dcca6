# ast.parse(feature_version=...): what an older version of Python would not read.
import ast

for minor, text in [
        (5, "x: int = 1"), (5, "x.y: int"), (4, "async def f(): pass"),
        (4, "a @ b"), (4, "a @= b"), (5, "x = 1_000"),
        (5, "async def f():\n  return [i async for i in x]"),
        (7, "def f(a, /): pass"), (7, "lambda a, /: 1"), (7, "(x := 1)"),
        (9, "match x:\n  case 1: pass"), (10, "try: pass\nexcept* E: pass"),
        (11, "type X = int"), (11, "class X[T]: pass"), (11, "def f[T](): pass"),
        (12, "def f[**P = [int]](): pass"), (12, "class X[T = int]: pass"),
        (12, "type X[*Ts = *tuple[int]] = int")]:
    try:
        ast.parse(text, feature_version=(3, minor))
    except SyntaxError as e:
        print(minor, e.msg)
    else:
        print("no error", text)
    try:
        ast.parse(text, feature_version=(3, minor + 1))
    except SyntaxError as e:
        print(minor + 1, e.msg)
try:
    ast.parse("1", feature_version=(2, 7))
except ValueError as e:
    print(e)
