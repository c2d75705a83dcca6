from __future__ import annotations
def f(x: undefined + 1, y: list[int] = [], *z: "quoted",
      **k: lambda q: q + 1) -> {a: b for a in c if d}: pass
print(f.__annotations__)
class C:
    a: x if y else z
    b: (1, 2)[0]
    c: f"{q!r:>{w}}" = 1
    d: not a and b or c
    e: x.y(z=1, *a, **b)[1:2, ::3]
    g: -x ** ~y @ 3
    i: 'it"s' "joined"
    j: 1e400 + 1j
    k: lambda a, /, b=1, *c, d, **e: ...
    l: a < b <= c is not d not in e
    m: [x async for x in y]
for k, v in C.__annotations__.items(): print(k, v)
