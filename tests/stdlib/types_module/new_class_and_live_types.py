# new_class() runs the body and resolves bases; SimpleNamespace and live types.
import types

class Meta(type):
    @classmethod
    def __prepare__(cls, name, bases, **kw):
        return {'prepared': kw}
    def __new__(cls, name, bases, ns, **kw):
        return super().__new__(cls, name, bases, ns)
    def __init__(self, *a, **kw): pass

C = types.new_class('C', (), {'metaclass': Meta, 'x': 1}, lambda ns: ns.update(y=2))
print(C.prepared, C.y, type(C).__name__)  # expect: {'x': 1} 2 Meta

class Entry:
    def __mro_entries__(self, bases): return (list,)

entry = Entry()
D = types.new_class('D', (entry,))
print(D.__bases__, types.get_original_bases(D) == (entry,))  # expect: (<class 'list'>,) True
try:
    types.new_class('E', (int, C), {'metaclass': type('M', (type,), {})})
except TypeError as e:
    print(e)  # expect: metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases
try:
    types.get_original_bases(3)
except TypeError as e:
    print(e)  # expect: Expected an instance of type, not 'int'
print(types.SimpleNamespace(a=1, b='x'))  # expect: namespace(a=1, b='x')
assert isinstance(len, types.BuiltinFunctionType)
assert isinstance(lambda: 0, types.LambdaType)
assert isinstance(int | str, types.UnionType) and isinstance(list[int], types.GenericAlias)
assert isinstance((lambda: (yield))(), types.GeneratorType)
assert isinstance(None, types.NoneType)
