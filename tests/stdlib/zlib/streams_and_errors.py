# zlib: whole data, streams in pieces, dictionaries, copies, checksums and what each refuses.
import copy, zlib

def go(f, *args, **kwargs):
    try: print(f(*args, **kwargs))
    except Exception as e: print(type(e).__name__, e)

data = b"".join(b"%d lines of %d\n" % (i, i * i) for i in range(3000))
for level in (-1, 0, 1, 9):
    for wbits in (15, -15, 31, 9):
        packed = zlib.compress(data, level, wbits)
        print(level, wbits, zlib.decompress(packed, wbits) == data, len(packed) < len(data) + 100)
print(zlib.decompress(zlib.compress(b"")), zlib.decompress(zlib.compress(data), bufsize=1) == data)
go(zlib.compress, b"a", 10)
go(zlib.compress, "a")
go(zlib.compress, b"a", wbits=3)
go(zlib.decompress, b"")
go(zlib.decompress, b"x\x9c")
go(zlib.decompress, b"nonsense")
go(zlib.decompress, zlib.compress(data)[:-5])
go(zlib.decompress, zlib.compress(data)[:-1] + b"?")
go(zlib.decompress, b"a", bufsize=-1)
go(zlib.decompress, b"a", 2**40)

c = zlib.compressobj(9, zlib.DEFLATED, 31, 5, zlib.Z_FILTERED)
half = c.compress(data[:20000])
other = c.copy()
third = copy.deepcopy(c)
a = half + c.compress(data[20000:]) + c.flush()
b = half + other.compress(b"!") + other.flush(zlib.Z_SYNC_FLUSH) + other.flush()
print(zlib.decompress(a, 47) == data, zlib.decompress(b, 31) == data[:20000] + b"!")
print(zlib.decompress(half + third.flush(), 31) == data[:20000])
go(c.flush)
go(c.compress, b"more")
go(c.copy)
print(other.flush(zlib.Z_NO_FLUSH))
go(zlib.compressobj, 11)
go(zlib.compressobj, level="x")
go(zlib.decompressobj, 99)

packed = zlib.compress(data)
d = zlib.decompressobj()
out, rest, turns = b"", packed + b"tail", 0
while rest:
    out += d.decompress(rest[:300], 1000)
    rest = d.unconsumed_tail + rest[300:]
    turns += 1
    if d.eof: break
print(out == data, d.eof, d.unused_data[:4], d.unconsumed_tail, d.flush())
d = zlib.decompressobj()
print(d.decompress(packed, 10), len(d.unconsumed_tail) > 0, d.eof, d.unused_data)
e = d.copy()
print(d.flush() == data[10:], d.eof, d.unconsumed_tail)
print(e.decompress(e.unconsumed_tail) == data[10:], e.eof)
go(d.copy)
go(d.decompress, b"", -1)
go(d.flush, 0)
go(zlib.decompressobj().decompress, b"nonsense")
print(zlib.decompressobj().flush())

words = b"lines of "
for wbits in (15, -15):
    c = zlib.compressobj(zdict=words, wbits=wbits)
    packed = c.compress(data) + c.flush()
    print(zlib.decompressobj(wbits=wbits, zdict=words).decompress(packed) == data)
c = zlib.compressobj(zdict=words)
packed = c.compress(data) + c.flush()
go(zlib.decompressobj().decompress, packed)
go(zlib.decompressobj(zdict=b"other").decompress, packed)
go(zlib.decompressobj, zdict=3)

z = zlib._ZlibDecompressor()
packed = zlib.compress(data) + b"more"
out = z.decompress(packed, max_length=100)
print(len(out), z.needs_input, z.eof)
while not z.eof: out += z.decompress(b"", 5000)
print(out == data, z.unused_data, z.needs_input, z.eof)
go(z.decompress, b"")

print(zlib.crc32(data), zlib.crc32(b""), zlib.crc32(b"abc", 77), zlib.crc32(b"abc", -1), zlib.crc32(b"", 2**40 + 5))
print(zlib.adler32(data), zlib.adler32(b""), zlib.adler32(b"abc", 77), zlib.adler32(memoryview(b"abc"), -1))
go(zlib.crc32, "abc")
go(zlib.crc32, b"a", 1.5)
print(zlib.error, zlib.error.__mro__[1], zlib.MAX_WBITS, zlib.DEF_BUF_SIZE, zlib.Z_BEST_COMPRESSION)
print(type(zlib.compressobj()), type(zlib.decompressobj()))
go(type(zlib.compressobj()))

import gzip, io, zipfile
f = io.BytesIO()
with gzip.GzipFile(fileobj=f, mode="wb", mtime=0) as g: g.write(data)
print(gzip.decompress(f.getvalue()) == data)
f = io.BytesIO()
with zipfile.ZipFile(f, "w", zipfile.ZIP_DEFLATED) as g: g.writestr("a/b.txt", data)
with zipfile.ZipFile(f) as g: print(g.namelist(), g.read("a/b.txt") == data, g.testzip())
