import types
s = types.SimpleNamespace(a=1, b="x"); s.c = 3; print(s,
        s == types.SimpleNamespace(a=1, b="x", c=3), vars(s)); del s.a
m = types.MappingProxyType({"k": 1}); print(m, m["k"], "k" in m, len(m), m | {"z": 2},
        list(m.items()), m.copy())
for f in (lambda: m.__setitem__, lambda: s.a, lambda: types.SimpleNamespace(1),
          lambda: types.MappingProxyType(5), lambda: hash(m) and 1,
          lambda: types.MethodType(5, None), lambda: types.MethodType(len, None),
          lambda: types.CellType().cell_contents):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(types.MethodType(lambda self, x: (self, x), "me")(5), types.FunctionType.__name__,
      types.GeneratorType, types.NoneType, types.EllipsisType,
      isinstance(len, types.BuiltinFunctionType), isinstance(int | str, types.UnionType),
      types.GenericAlias(list, (int,)), types.new_class("X").__name__,
      types.DynamicClassAttribute.__name__)
@types.coroutine
def c(): return (yield 5)
async def u(): return await c()
k = u(); print(k.send(None))
try: k.send("r")
except StopIteration as e: print(e.value)
