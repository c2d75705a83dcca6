# bz2 and lzma: whole data, streams in pieces, formats, filters, limits, files, and what each refuses.
import bz2, io, lzma, os, pickle, tarfile, threading


def go(f, *args, **kwargs):
    try: print(f(*args, **kwargs))
    except Exception as e: print(type(e).__name__, e)


data = b''.join(b'%d lines of %d\n' % (i, i * i) for i in range(3000))
for level in (1, 5, 9):
    print(level, bz2.decompress(bz2.compress(data, level)) == data)
print(bz2.decompress(bz2.compress(b'')), bz2.decompress(bz2.compress(b'a') + bz2.compress(b'b')))
for level in (0, 10): go(bz2.BZ2Compressor, level)
go(bz2.BZ2Compressor, 'x')
c = bz2.BZ2Compressor()
packed = c.compress(data[:5000]) + c.compress(b'') + c.compress(data[5000:]) + c.flush()
go(c.flush)
go(c.compress, b'x')
go(pickle.dumps, c)
d = bz2.BZ2Decompressor()
out = d.decompress(packed[:100], 10)
print(d.eof, d.needs_input, len(out))
out += d.decompress(packed[100:] + b'rest', max_length=1000)
print(d.eof, d.needs_input, len(out), d.unused_data)
while not d.eof: out += d.decompress(b'', 5000)
print(out == data, d.unused_data, d.needs_input)
go(d.decompress, b'')
d = bz2.BZ2Decompressor()
go(d.decompress, b'nonsense' * 30)
go(d.decompress, b'nonsense' * 30)
go(bz2.decompress, packed[:-10])
go(bz2.decompress, b'nonsense')

for format in (lzma.FORMAT_XZ, lzma.FORMAT_ALONE):
    for preset in (0, 6, 9 | lzma.PRESET_EXTREME):
        packed = lzma.compress(data, format=format, preset=preset)
        print(format, preset, lzma.decompress(packed) == data, lzma.decompress(packed, format) == data)
chain = [{'id': lzma.FILTER_DELTA, 'dist': 4}, {'id': lzma.FILTER_LZMA2, 'preset': 3, 'lc': 1}]
raw = lzma.compress(data, lzma.FORMAT_RAW, filters=chain)
print(lzma.decompress(raw, lzma.FORMAT_RAW, filters=chain) == data)
for check in (lzma.CHECK_NONE, lzma.CHECK_CRC32, lzma.CHECK_CRC64, lzma.CHECK_SHA256):
    d = lzma.LZMADecompressor()
    packed = lzma.compress(data, check=check)
    print(d.check, end=' ')
    print(d.decompress(packed + b'rest') == data, d.check == check, d.eof, d.unused_data, lzma.is_check_supported(check))
d = lzma.LZMADecompressor()
out = d.decompress(packed[:200], 50)
print(len(out), d.needs_input, d.eof)
out += d.decompress(packed[200:], 60)
while not d.eof: out += d.decompress(b'', 7000)
print(out == data)
go(d.decompress, b'')
c = lzma.LZMACompressor()
print(lzma.decompress(c.compress(b'one ') + c.compress(b'two') + c.flush()))
go(c.flush)
go(c.compress, b'')
go(lzma.LZMACompressor, format=9)
go(lzma.LZMACompressor, preset=99)
go(lzma.LZMACompressor, preset=1, filters=chain)
go(lzma.LZMACompressor, lzma.FORMAT_RAW)
go(lzma.LZMACompressor, lzma.FORMAT_ALONE, filters=chain)
go(lzma.LZMACompressor, lzma.FORMAT_ALONE, check=lzma.CHECK_CRC32)
go(lzma.LZMACompressor, filters=[{'id': 99}])
go(lzma.LZMACompressor, filters=[{}])
go(lzma.LZMACompressor, filters=[1])
go(lzma.LZMACompressor, filters=[{'id': lzma.FILTER_LZMA2, 'x': 1}])
go(lzma.LZMACompressor, filters=[{'id': lzma.FILTER_DELTA, 'x': 1}])
go(lzma.LZMACompressor, filters=chain * 3)
go(lzma.LZMADecompressor, format=9)
go(lzma.LZMADecompressor, filters=chain)
go(lzma.LZMADecompressor, lzma.FORMAT_RAW)
go(lzma.LZMADecompressor, lzma.FORMAT_RAW, memlimit=1, filters=chain)
go(lzma.decompress, packed, memlimit=1000)
go(lzma.decompress, packed[:-20])
go(lzma.decompress, b'nonsense')
go(lzma.decompress, packed[:100] + b'\0' * 100 + packed[200:])
for spec in (chain[0], {'id': lzma.FILTER_LZMA1, 'dict_size': 65536, 'lc': 2}, {'id': lzma.FILTER_X86, 'start_offset': 16}):
    properties = lzma._encode_filter_properties(spec)
    print(properties, lzma._decode_filter_properties(spec['id'], properties))

for module, name in ((bz2, 'a.bz2'), (lzma, 'a.xz')):
    with module.open(name, 'wt') as f: f.write('line\n' * 1000)
    with module.open(name, 'rt') as f: print(sum(1 for line in f), end=' ')
    with module.open(name) as f: print(f.read(7), f.seek(4990), f.read())
with tarfile.open('a.tar.xz', 'w:xz') as archive: archive.add('a.bz2')
with tarfile.open('a.tar.xz') as archive: print(archive.getnames())

# one compressor, several threads
c = lzma.LZMACompressor()
pieces = []
threads = [threading.Thread(target=lambda: [pieces.append(c.compress(b'x' * 1000)) for _ in range(50)]) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(lzma.decompress(b''.join(pieces) + c.flush())))
