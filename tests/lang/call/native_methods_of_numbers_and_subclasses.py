# Methods in C++ called on numbers, big and small, and on instances of classes derived at one or more removes.


def call(values, name, *args):
    out = []
    for v in values:
        for _ in range(2):
            if name == 'bit_length':
                out.append(v.bit_length())
            elif name == 'is_integer':
                out.append(v.is_integer())
            elif name == 'conjugate':
                out.append(v.conjugate())
            elif name == 'as_integer_ratio':
                out.append(v.as_integer_ratio())
            elif name == 'to_bytes':
                out.append(v.to_bytes(*args))
    return out


class I(int):
    def bit_length(self):
        return 'own'


class J(int):
    pass


class K(J):
    pass


ints = [5, -7, 1 << 47, 1 << 48, 1 << 70, True, I(3), J(9), K(1 << 65), 0]
for name in ('bit_length', 'conjugate', 'as_integer_ratio', 'is_integer'):
    print(call(ints, name))
print(call([2.5, -0.0, 3.0, 7, 1e300, 1 << 60, False], 'is_integer'), call([2.5, 3, 1j, 1 << 50], 'conjugate'))
print(call([5, 300, 1 << 40], 'to_bytes', 8, 'big'))
for v in ('x', None, [], 2.5):
    try:
        call([5, v], 'bit_length')
    except AttributeError as error:
        print(error)


class D(dict):
    def __missing__(self, key):
        return 'missing'


class E(D):
    def get(self, key, default='none'):
        return super().get(key, default)


class L(list):
    def __init__(self, *args):
        super().__init__(args)


class M(L):
    pass


def use(d):
    return d.get(1), d.get(2, 'x'), sorted(d.items()), d.setdefault(3, 4), d.copy(), list(d.keys()), d.pop(3)


for cls in (dict, D, E, dict, E, D):
    print(use(cls({1: 'one'})))
for cls in (L, M, list, M):
    items = cls() if cls is list else cls(3, 1)
    items.append(2)
    items.sort()
    print(items, items.index(2), items.count(1) if 1 in items else None, type(items.copy()))
for wrong in (5, 'x', {}, L()):
    try:
        dict.get(wrong, 1)
    except TypeError as error:
        print(error)
    try:
        int.bit_length(wrong)
    except TypeError as error:
        print(error)
