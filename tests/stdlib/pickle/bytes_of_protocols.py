# The exact bytes that each protocol writes, and that they read back to the same.
import collections, datetime, enum, pickle
from copyreg import add_extension, remove_extension


class Plain:
    def __init__(self, **attributes): self.__dict__.update(attributes)


class Slotted:
    __slots__ = ('a', 'b')


class NewArgs(tuple):
    def __new__(cls, *args, **kwargs): return tuple.__new__(cls, args)
    def __getnewargs__(self): return tuple(self)


class NewArgsEx(tuple):
    def __new__(cls, *args, key): return tuple.__new__(cls, args + (key,))
    def __getnewargs_ex__(self): return tuple(self)[:-1], {'key': self[-1]}


class Color(enum.Enum):
    RED = 1


class OwnList(list): pass
class OwnDict(dict): pass

slotted = Slotted()
slotted.a = 1
loop = []
loop.append(loop)
in_tuple = ([],)
in_tuple[0].append(in_tuple)
shared = ['s']
samples = [
    None, True, False, 0, 1, 255, 256, 65535, 65536, -1, 2**31 - 1, -2**31, 2**31, -2**31 - 1,
    2**63, -2**63, 2**64, -2**64, 2**2039, -2**2039, 1.5, -0.0, float('inf'), 1e300,
    '', 'abc', 'é', '日本', '\U0001f600', 'a\n\\\0\x1ab', '\udc80', 'x' * 256, b'', b'abc', b'\xff' * 300,
    bytearray(), bytearray(b'xyz'), (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1], [1, 2],
    {}, {1: 2}, {1: 2, 3: 4}, set(), {1}, frozenset(), frozenset([1]), loop, in_tuple, [shared, shared],
    Plain(), Plain(x=1, y=[2]), slotted, NewArgs(1, 2), NewArgsEx(1, key=2), Color.RED, OwnList([1, 2]),
    OwnDict(a=1), collections.OrderedDict(a=1), len, Plain, Plain.__init__, type(None), type(...), ..., NotImplemented,
    range(3), slice(1, 2), 3j, Exception('x', 1), collections.deque([1, 2], 3), list(range(1001)),
    dict.fromkeys(range(1000), 0),
]
for protocol in range(6):
    print('protocol', protocol)
    for sample in samples:
        try:
            data = pickle.dumps(sample, protocol)
        except Exception as e:
            print(type(e).__name__, e)
            continue
        text = data if len(data) < 300 else (len(data), data[:30], data[-30:])
        print(text)
        if pickle.dumps(pickle.loads(data), protocol) != data:
            print('another pickle the second time', sample)
    big = ['y' * 70000, b'z' * 70000, ['w' * 30000, 'v' * 40000, 'u'], 'é' * 40000, bytearray(70000)]
    data = pickle.dumps(big, protocol)
    assert pickle.loads(data) == big
    print(len(data), data.count(b'\x95'))
    add_extension(__name__, 'Plain', 0x1234)
    print(pickle.dumps(Plain, protocol), pickle.loads(pickle.dumps(Plain, protocol)) is Plain)
    remove_extension(__name__, 'Plain', 0x1234)
