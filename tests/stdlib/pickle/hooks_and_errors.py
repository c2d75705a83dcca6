# Persistent ids, reducers, tables, memos, buffers out of band, files, and what each refuses.
import array, copyreg, io, pickle, pickletools


def go(f, *args, **kwargs):
    try: print(f(*args, **kwargs))
    except Exception as e: print(type(e).__name__, str(e).split(' from ')[0])


class Record:
    def __init__(self, key): self.key = key
    def __repr__(self): return f'Record({self.key!r})'


class ByKey(pickle.Pickler):
    def persistent_id(self, obj):
        return obj.key if isinstance(obj, Record) else None


class FromKey(pickle.Unpickler):
    def persistent_load(self, pid): return Record(pid)


for protocol in (0, 1, 4):
    out = io.BytesIO()
    ByKey(out, protocol).dump([Record('a'), 1, Record('b')])
    print(out.getvalue(), FromKey(io.BytesIO(out.getvalue())).load())
    go(pickle.loads, out.getvalue())
go(ByKey(io.BytesIO(), 0).dump, Record('é'))


class Overriding(pickle.Pickler):
    def reducer_override(self, obj):
        if obj is len: return 'max'
        if isinstance(obj, Record): return Record, (obj.key * 2,), None, None, None, None
        return NotImplemented

out = io.BytesIO()
Overriding(out).dump([Record('k'), sum])
print(pickle.loads(out.getvalue()))
go(Overriding(io.BytesIO()).dump, len)

table = {Record: lambda r: (Record, ('from table',))}
p = pickle.Pickler(out := io.BytesIO())
go(lambda: p.dispatch_table)
p.dispatch_table = table
p.dump(Record('k'))
print(pickle.loads(out.getvalue()))
copyreg.pickle(Record, lambda r: (Record, ('from copyreg',)))
print(pickle.loads(pickle.dumps(Record('k'))))
del copyreg.dispatch_table[Record]

# state setters, list and dict items, and reducers that are wrong
class Reducing:
    def __init__(self, value): self.value = value
    def __repr__(self): return 'Reducing'
    def __reduce__(self): return self.value

def setter(obj, state): obj.append(('set', state))
print(pickle.loads(pickle.dumps(Reducing((list, (), 5, iter([1, 2]), None, setter)))))
print(pickle.loads(pickle.dumps(Reducing((dict, (), None, None, iter({'a': 1}.items()))))))
for wrong in (1, (), (list,), ('x', ()), (list, []), (list, (), None, 1), (list, (), None, None, 1),
              (list, (), None, None, None, 1), (list, (), 1, 2, 3, 4, 5), 'nosuch', '__main__',
              (copyreg.__newobj__, ()), (copyreg.__newobj__, (1,)), (copyreg.__newobj__, (list,)),
              (copyreg.__newobj_ex__, (list,)), (copyreg.__newobj_ex__, (1, (), {})),
              (copyreg.__newobj_ex__, (list, 1, {})), (copyreg.__newobj_ex__, (list, (), 1))):
    go(pickle.dumps, Reducing(wrong))

def local():
    class Inner: pass
    return Inner
go(pickle.dumps, local())
go(pickle.dumps, io)
go(pickle.dumps, 1, 6)
go(pickle.dumps, 1, protocol=4, buffer_callback=print)
go(pickle.Pickler, 1)
go(pickle.Unpickler, 1)
go(pickle.dump, 1, io.StringIO())
go(pickle.load, io.StringIO('x'))
for data in (b'', b'.', b'N', b'N.N', b'(.', b'(', b't.', b'0.', b'2.', b'e.', b'\x80\x09.', b'?', b"'", b'\xff',
             b'g0\n.', b'h\0.', b'pX\n.', b'p-1\nN.', b"S'a\n.", b'Sab\n.', b'Ix\n.', b'Fx\n.', b'K', b'C\x05ab.', b'Nb.', b'NNb.',
             b'cpickle\nnosuch\n.', b'cnosuchmodule\nx\n.', b'NN\x93.', b'\x82\0.', b'\x82\x01.', b'NR.', b'NNR.', b'N)R.',
             b'N)\x81.', b'cbuiltins\nlist\nN\x81.', b'\x97.', b'(NNN.', b'(Nd.', b'}(Nu.', b'Qx', b'PX\n.', b'\x8a\x03a.',
             b'\x8b\xff\xff\xff\xff.', b'\x95\x10\0\0\0\0\0\0\0N.', b'\x8d\xff\xff\xff\xff\xff\xff\xff\xff.', b'X\x02\0\0\0\xff\xff.',
             b'(I1\nI2\no.', b'U\x01\xff.', b'L123L\n.', b'I01\n.', b'Vab\\u0041\n.', b"S'\\x41'\n.",
             b'cpickle\nUnpickler.load\n.', b'\x80\x04\x8c\x06pickle\x8c\nx.<locals>\x93.',
             b'\x80\x02cUserList\nUserList\n.', b'\x80\x02c__builtin__\nxrange\n.'):
    go(pickle.loads, data)
go(pickle.loads, 'text')
go(pickle.loads, b'U\x01\xe9.', encoding='latin1')
go(pickle.loads, b'U\x01\xe9.', encoding='bytes')
go(pickle.loads, b'N.', encoding=1)
go(pickle.Pickler.dump, pickle.Pickler.__new__(pickle.Pickler), 1)
go(pickle.Unpickler.load, pickle.Unpickler.__new__(pickle.Unpickler))

# one memo over several dumps; the memo as an object
out = io.BytesIO()
p = pickle.Pickler(out, 2)
item = ['x']
p.dump(item); first = out.tell(); p.dump(item)
print(out.getvalue()[first:], len(p.memo.copy()), sorted(i for i, _ in p.memo.copy().values()))
p.clear_memo()
p.dump(item)
u = pickle.Unpickler(io.BytesIO(out.getvalue()))
a, b = u.load(), u.load()
print(a is b, sorted(u.memo.copy()))
for wrong in (1, {'a': 1}, {-1: 2}):
    go(setattr, u, 'memo', wrong)
go(setattr, p, 'memo', 1)
go(setattr, p, 'memo', {1: 2})
print(p.bin, p.fast)
p.fast = 1
out.seek(0); out.truncate(); p.dump([item, item])
print(out.getvalue())

# several pickles in one file, with and without peek
data = b''.join(pickle.dumps(i, i) for i in range(6))
class Unpeekable(io.BytesIO): pass
for f in (io.BytesIO(data), io.BufferedReader(io.BytesIO(data))):
    print([pickle.load(f) for _ in range(6)])
    go(pickle.load, f)

# out-of-band buffers
buffers = []
source = bytearray(b'12345')
data = pickle.dumps([pickle.PickleBuffer(source), pickle.PickleBuffer(b'67')], 5, buffer_callback=buffers.append)
print(data, [bytes(b.raw()) for b in buffers], pickle.loads(data, buffers=[b.raw().tobytes() for b in buffers]))
print(pickle.loads(pickle.dumps(pickle.PickleBuffer(source), 5)), pickle.loads(pickle.dumps(pickle.PickleBuffer(b'x'), 5)))
go(pickle.loads, data)
go(pickle.loads, data, buffers=buffers[:1])
go(pickle.dumps, pickle.PickleBuffer(source), 4)
go(pickle.PickleBuffer, 1)
pb = pickle.PickleBuffer(array.array('i', [1, 2]))
print(memoryview(pb).format, pb.raw().format, len(pb.raw()))
pb.release()
go(pb.raw)
go(memoryview, pb)
go(pickle.dumps, pb, 5)
go(pickle.PickleBuffer(memoryview(b'abcdef')[::2]).raw)

deep = []
for _ in range(100000): deep = [deep]
go(pickle.dumps, deep)
while deep: deep = deep[0]
pickletools.dis(pickletools.optimize(pickle.dumps({'k': (1, [2.5], {'s'})}, 4)))
