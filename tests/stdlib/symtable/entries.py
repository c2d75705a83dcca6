# The entries of _symtable, and what module symtable makes of them.
import _symtable
import symtable
SRC='''
def f(a,b:int=1,*c,**d):
    x=1
    global g
    def h(): return x
    [i for i in a]
    y = {k: v for k, v in a if z}
    def gen():
        nonlocal x
        yield from (q for q in x)
    lambda: x
class C[T]:
    y: int
    __priv = 1
    def m(self): return __class__, self.__priv
    z = [j for j in y]
class D(C, metaclass=int):
    import os, sys as _s
    for q in (): pass
    with a as b: pass
    def __init__(self): super().__init__()
type A[K: int = str] = list[K]
try:
    pass
except E as e:
    pass
match x:
    case {"a": aa, **rest}: pass
del x
async def co(*, kw=1):
    await x
    return [i async for i in x]
if (n := 1): pass
def outer():
    v = 1
    class In:
        v = v
        def r(self): return v
    [[a+b for a in v] for b in v]
    t: int
    u: int = 3
    import m.n
'''
def show(t,ind=0):
    print(' '*ind,t.name,t.type,t.lineno,t.nested,t.varnames,t.symbols)
    for c in t.children: show(c,ind+2)
show(_symtable.symtable(SRC,'fn','exec'))
show(_symtable.symtable('[x for x in y]','fn','eval'))
show(_symtable.symtable('from __future__ import annotations\ndef f(x: g) -> h: z: k = 1', 'fn', 'exec'))


def tell(table):
    print(table, table.get_type(), table.get_lineno(), table.is_optimized(), table.is_nested())
    if isinstance(table, symtable.Function):
        print(table.get_parameters(), table.get_locals(), table.get_globals(), table.get_nonlocals(),
              table.get_frees())
    if isinstance(table, symtable.Class):
        print(table.get_methods())
    for symbol in table.get_symbols():
        print(symbol, symbol.is_global(), symbol.is_local(), symbol.is_namespace(), symbol.get_namespaces())
    for child in table.get_children():
        tell(child)


tell(symtable.symtable(SRC, "fn", "exec"))
for source, mode in (("def f(:", "exec"), ("x", "other"), ("nonlocal x", "exec"), (3, "exec"), ("a\0", "exec")):
    try:
        symtable.symtable(source, "fn", mode)
    except Exception as error:
        print(type(error).__name__, error)
