# ast.parse(type_comments=True): the comments that have a meaning, and those that stand wrong.
import ast

SOURCE = '''
def f(a,  # type: int
      b=1,  # type: str
      *args,  # type: bool
      c,
      **more  # type: float
      ):
    # type: (...) -> None
    x = []  # type:List[int]
    for i in a:  # type: int
        pass
    with b as c:  # type: str
        y = 1; z = 2  #  type:   int
async def g():  # type: () -> int
    async for i in a:  # type: int
        pass
def h(a, /, b,  # type: int
      ):
    return 1  # type: ignore[misc]
# type: ignore
k = lambda x: x  # type: ignore
'''
ast.parse(SOURCE)
tree = ast.parse(SOURCE, type_comments=True)
for node in ast.walk(tree):
    if getattr(node, 'type_comment', None) is not None:
        print(type(node).__name__, node.lineno, repr(node.type_comment))
print([(i.lineno, i.tag) for i in tree.type_ignores])
print(ast.dump(ast.parse("x = 1  # type: é\n", type_comments=True)))
print([n for n in ast.walk(ast.parse(SOURCE)) if getattr(n, 'type_comment', None)])
print(ast.unparse(ast.parse("for i in x:  # type: int\n    pass", type_comments=True)))

for text in ["pass  # type: int\n", "x += 1  # type: int\n", "while x:  # type: int\n  pass\n",
             "# type: int\n", "pass  # type: ignored\n", "f(a,  # type: int\n  b)\n",
             "def f():  # type: () -> int\n  # type: () -> str\n  pass\n"]:
    try:
        ast.parse(text, type_comments=True)
    except SyntaxError as e:
        print(repr(text), e.msg, e.lineno)

for text in ["() -> int", "(int) -> List[str]", "(int, *str, **Any) -> float", "(**int) -> None\n"]:
    print(ast.dump(ast.parse(text, mode="func_type")))
print(ast.FunctionType.__doc__, ast.FunctionType._fields)
for text in ["(int, *str, *Any) -> float", "(int, **str, Any) -> float", "(int,) -> x", "() ->"]:
    try:
        ast.parse(text, mode="func_type")
    except SyntaxError as e:
        print(repr(text), e.msg)
