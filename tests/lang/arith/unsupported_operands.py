import operator as o
cases = [(o.add, 1, "a"), (o.add, "a", 1), (o.sub, "a", "b"), (o.mul, "a", "b"), (o.truediv, [], 1),
         (o.floordiv, None, 1), (o.mod, 1, None), (o.pow, {}, 2), (o.and_, 1, 1.0), (o.or_, "a", 1),
         (o.xor, [], []), (o.lshift, 1, "a"), (o.rshift, 1.5, 2), (o.matmul, 1, 2), (o.add, [], ()),
         (o.add, (), []), (o.add, b"", ""), (o.add, "", b""), (o.mul, [], 1.5), (o.mul, 1.5, "s")]
for op, a, b in cases:
    try:
        print(op(a, b))
    except TypeError as e:
        print(e)
