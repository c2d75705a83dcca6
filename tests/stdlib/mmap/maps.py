# mmap: anonymous memory and files, as a sequence, as a file, and as a buffer; and what it refuses.
import mmap, os, weakref
import sys
from multiprocessing import shared_memory


def go(f, *args, **kwargs):
    try: print(f(*args, **kwargs))
    except Exception as e: print(type(e).__name__, e)


def put(m, key, value): m[key] = value

with open('file', 'wb+') as f:
    f.write(b'hello\nworld\n' + b'-' * 5000)
    f.flush()
    m = mmap.mmap(f.fileno(), 0)
    print(m, len(m), m.size())
    print(m[0], m[-1], m[:5], m[4::-1], m[2:2], m.readline(), m.readline(), m.tell())
    m[0:5] = b'HELLO'
    m[5] = ord(' ')
    m[6:11:2] = b'WRD'
    print(m[:12], m.find(b'L'), m.rfind(b'L', 0), m.find(b'L', 0), m.find(b'zz'), m.find(b'L', 3, 4), m.rfind(b'-'))
    print(m.seek(0), m.read(3), m.read_byte(), m.write(b'xyz'), m.write_byte(65), m.tell(), m[:12])
    print(m.seek(-3, 2), m.read(), m.read(), m.seek(1, os.SEEK_SET), m.seek(2, 1))
    go(m.seek, -1)
    go(m.seek, 0, 9)
    go(put, m, slice(0, 2), b'abc')
    go(put, m, 0, 256)
    go(put, m, 0, b'a')
    go(put, m, 9999, 1)
    go(lambda: m['a'])
    go(lambda: m[99999])
    go(m.read, 'x')
    m.seek(0, 2)
    go(m.read_byte)
    go(m.write_byte, 1)
    go(m.write, b'x')
    go(m.write_byte, 300)
    m.move(0, 6, 5)
    go(m.move, 0, 5000, 5000)
    print(m[:12], m.flush(), m.flush(0, 100))
    go(m.flush, 1, -1)
    view = memoryview(m)
    print(view[:3].tobytes(), view.readonly, m.seekable())
    go(m.close)
    go(m.resize, 8192)
    view.release()
    m.resize(8192)
    print(len(m), m.size(), m[8191], os.fstat(f.fileno()).st_size)
    m.madvise(mmap.MADV_NORMAL)
    go(m.madvise, mmap.MADV_NORMAL, -1)
    del view
    m.close()
    m.close()
    print(m.closed, m)
    for method in (m.read, m.tell, m.size, m.__len__, m.__enter__): go(method)
    go(lambda: m[0])
    with mmap.mmap(f.fileno(), 100, access=mmap.ACCESS_READ) as r:
        print(r, r[:5], memoryview(r).readonly, b'HELLO' in r[:], 72 in r)
        go(put, r, 0, 1)
        go(r.write, b'x')
        go(r.resize, 10)
    with mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_COPY, offset=mmap.ALLOCATIONGRANULARITY) as c:
        c[:3] = b'abc'
        print(c[:3], len(c), c.flush())
        f.seek(mmap.ALLOCATIONGRANULARITY); print(f.read(3))
    go(mmap.mmap, f.fileno(), 99999)
    go(mmap.mmap, f.fileno(), 0, offset=mmap.ALLOCATIONGRANULARITY * 100)
    go(mmap.mmap, f.fileno(), -1)
    go(mmap.mmap, f.fileno(), 1, offset=-1)
    go(mmap.mmap, f.fileno(), 1, access=7)
    go(mmap.mmap, f.fileno(), 1, flags=mmap.MAP_PRIVATE, access=mmap.ACCESS_READ)
    f.truncate(0)
    go(mmap.mmap, f.fileno(), 0)
go(mmap.mmap, 999, 1)
go(mmap.mmap, 'x', 1)

class Own(mmap.mmap): pass
a = Own(-1, 100)
a.attribute = 1
r = weakref.ref(a)
print(a[:3], r() is a)
go(a.size)
a.resize(200)
print(len(a), mmap.error is OSError, list(a[:2]), sorted(set(a)))
del a
print(r())

sys._xoptions.pop('showrefcount', None)  # else the process that tracks the memory reports too
s = shared_memory.SharedMemory(create=True, size=10)
s.buf[:3] = b'abc'
other = shared_memory.SharedMemory(s.name)
print(bytes(other.buf[:3]), s.size)
other.close()
s.close()
s.unlink()
names = shared_memory.ShareableList(['a', 1, 2.5, None, b'x'])
print(list(names), names[1])
names.shm.close()
names.shm.unlink()
