# zipfile.Path: patterns, links, implied folders; forced ZIP64; levels; Unicode names.
import io
import pickle
import stat
import struct
import zipfile
import zipfile._path
from zlib import crc32

archive = zipfile.ZipFile(io.BytesIO(), 'w')
archive.filename = 'x.zip'
for name in ('a.txt', 'b/c.txt', 'b/d/e.txt', 'b/d/f.bin', 'g/h/i.txt'):
    archive.writestr(name, name)
link = zipfile.ZipInfo('link')
link.external_attr |= stat.S_IFLNK << 16
archive.writestr(link, 'a.txt')
root = zipfile.Path(archive)
for pattern in ('*', '*.txt', '**/*.txt', 'b/*', 'b*', '*/i.txt', 'a?txt', '[ab]*', 'b/**', '**'):
    print(pattern, [path.at for path in root.glob(pattern)], [p.at for p in root.rglob(pattern)])
for pattern in ('', 'a**'):
    try:
        root.glob(pattern)
    except ValueError as error:
        print(error)
path = root / 'b' / 'd' / 'e.txt'
print(path.match('*.txt'), path.relative_to(root / 'b'), path.suffix, path.stem, path.name)
print((root / 'link').is_symlink(), (root / 'a.txt').is_symlink(), root == zipfile.Path(archive))
print(archive.getinfo('b/').filename, sorted(set(zipfile._path.CompleteDirs._implied_dirs(['q/r/s']))))

data = io.BytesIO()
with zipfile.ZipFile(data, 'w') as archive:
    with archive.open('t', 'w', force_zip64=True) as member:
        print(member.name, member.mode)
        member.write(b'_')
    print(archive.getinfo('t').extract_version)
header = data.getvalue()
print(struct.unpack('<4sBB', header[:6]), header[18:26])
with zipfile.ZipFile(data) as archive, archive.open('t') as member:
    print(member.name, member.mode, member.read())

info = zipfile.ZipInfo('x')
info.compress_level = 3
print(info._compresslevel, info.compress_level)
info = zipfile.ZipInfo('plain.txt')
name = 'ünï.txt'.encode()
info.extra = struct.pack('<HHBL', 0x7075, 5 + len(name), 1, crc32(b'plain.txt')) + name
data = io.BytesIO()
with zipfile.ZipFile(data, 'w') as archive:
    archive.writestr(info, b'')
print(zipfile.ZipFile(data).namelist())
print(zipfile.ZipFile._sanitize_windows_name('  /a. /b:c', '/'))
