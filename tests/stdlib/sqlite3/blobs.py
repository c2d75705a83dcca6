# Blobs: read and written in place, as a file and as a sequence, and what they refuse.
import os, sqlite3


def go(f, *args, **kwargs):
    try: print(f(*args, **kwargs))
    except Exception as e: print(type(e).__name__, e)


def put(b, key, value): b[key] = value
def drop(b, key): del b[key]

c = sqlite3.connect(':memory:')
c.execute('create table t(b)')
c.execute('insert into t values (zeroblob(20))')
b = c.blobopen('t', 'b', 1)
print(type(b), len(b), b.write(b'hello'), b.tell(), b.read(3), b.seek(0), b.read(5), b.read(0), len(b.read()), b.read())
b.seek(-2, os.SEEK_END)
print(b.tell(), b.write(b'zz'), b.tell())
go(b.write, b'z')
go(b.seek, 1, 9)
go(b.seek, 99)
go(b.seek, -1)
go(b.seek, 2**31 - 1, 1)
b[0] = 72
b[1:3] = b'EL'
b[4:10:2] = b'abc'
print(b[0], b[-1], b[:10], b[5:2], b[2:3])
go(put, b, 99, 1)
go(put, b, 0, 256)
go(put, b, 0, 'a')
go(put, b, slice(0, 2), b'abc')
go(put, b, 'x', 1)
go(lambda: b[99])
go(lambda: b['x'])
go(drop, b, 0)
go(drop, b, slice(0, 1))
print(c.execute('select b from t').fetchone())
with c.blobopen('t', 'b', 1, readonly=True) as r:
    print(r.read(4))
    go(r.write, b'x')
go(r.read)
go(c.blobopen, 't', 'b', 9)
go(c.blobopen, 'nosuch', 'b', 1)
go(c.blobopen, 't', 'b', 1, name='nosuch')
c.execute('update t set b = 1')
go(lambda: b[0])
go(sqlite3.Blob)
b.close()
go(len, b)
b = None
c.close()
