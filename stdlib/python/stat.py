"""Constants and functions for reading the result of os.stat() and friends.

The names come from the native `_stat` where it exists, since the values belong to the system.
The Python definitions below hold for every Unix and stand alone for the tests.
"""

# Indices of the fields in the tuple that os.stat() returns.
(ST_MODE, ST_INO, ST_DEV, ST_NLINK, ST_UID, ST_GID, ST_SIZE, ST_ATIME, ST_MTIME,
 ST_CTIME) = range(10)

# File types: the four highest bits of the mode.
S_IFIFO, S_IFCHR, S_IFDIR, S_IFBLK = 0o010000, 0o020000, 0o040000, 0o060000
S_IFREG, S_IFLNK, S_IFSOCK = 0o100000, 0o120000, 0o140000
S_IFDOOR = S_IFPORT = S_IFWHT = 0     # kinds that this system does not know

# Permissions.
S_ISUID, S_ISGID, S_ISVTX = 0o4000, 0o2000, 0o1000
S_ENFMT = S_ISGID
S_IREAD, S_IWRITE, S_IEXEC = 0o400, 0o200, 0o100
S_IRWXU, S_IRUSR, S_IWUSR, S_IXUSR = 0o700, 0o400, 0o200, 0o100
S_IRWXG, S_IRGRP, S_IWGRP, S_IXGRP = 0o070, 0o040, 0o020, 0o010
S_IRWXO, S_IROTH, S_IWOTH, S_IXOTH = 0o007, 0o004, 0o002, 0o001

# Flags of BSD and macOS (os.chflags).
UF_SETTABLE = 0x0000ffff
UF_NODUMP, UF_IMMUTABLE, UF_APPEND, UF_OPAQUE, UF_NOUNLINK = 0x1, 0x2, 0x4, 0x8, 0x10
UF_COMPRESSED, UF_TRACKED, UF_DATAVAULT, UF_HIDDEN = 0x20, 0x40, 0x80, 0x8000
SF_SETTABLE = 0xffff0000
SF_ARCHIVED, SF_IMMUTABLE, SF_APPEND = 0x00010000, 0x00020000, 0x00040000
SF_RESTRICTED, SF_NOUNLINK, SF_SNAPSHOT = 0x00080000, 0x00100000, 0x00200000
SF_FIRMLINK, SF_DATALESS = 0x00800000, 0x40000000

# Attributes of Windows files.
FILE_ATTRIBUTE_READONLY, FILE_ATTRIBUTE_HIDDEN, FILE_ATTRIBUTE_SYSTEM = 1, 2, 4
FILE_ATTRIBUTE_DIRECTORY, FILE_ATTRIBUTE_ARCHIVE, FILE_ATTRIBUTE_DEVICE = 16, 32, 64
FILE_ATTRIBUTE_NORMAL, FILE_ATTRIBUTE_TEMPORARY, FILE_ATTRIBUTE_SPARSE_FILE = 128, 256, 512
FILE_ATTRIBUTE_REPARSE_POINT, FILE_ATTRIBUTE_COMPRESSED = 1024, 2048
FILE_ATTRIBUTE_OFFLINE, FILE_ATTRIBUTE_NOT_CONTENT_INDEXED = 4096, 8192
FILE_ATTRIBUTE_ENCRYPTED, FILE_ATTRIBUTE_INTEGRITY_STREAM = 16384, 32768
FILE_ATTRIBUTE_VIRTUAL, FILE_ATTRIBUTE_NO_SCRUB_DATA = 65536, 131072


def S_IMODE(mode):
    """The part of a mode that os.chmod() can set."""
    return mode & 0o7777


def S_IFMT(mode):
    """The part of a mode that tells the type of file."""
    return mode & 0o170000


def _type_test(kind, what):
    def test(mode):
        return kind != 0 and mode & 0o170000 == kind
    test.__doc__ = f"Return True if mode is from {what}."
    return test


def _named(name, kind, what):
    test = _type_test(kind, what)
    test.__name__ = test.__qualname__ = name
    return test


S_ISDIR = _named('S_ISDIR', S_IFDIR, "a directory")
S_ISCHR = _named('S_ISCHR', S_IFCHR, "a character special device file")
S_ISBLK = _named('S_ISBLK', S_IFBLK, "a block special device file")
S_ISREG = _named('S_ISREG', S_IFREG, "a regular file")
S_ISFIFO = _named('S_ISFIFO', S_IFIFO, "a FIFO (named pipe)")
S_ISLNK = _named('S_ISLNK', S_IFLNK, "a symbolic link")
S_ISSOCK = _named('S_ISSOCK', S_IFSOCK, "a socket")
S_ISDOOR = _named('S_ISDOOR', S_IFDOOR, "a door")
S_ISPORT = _named('S_ISPORT', S_IFPORT, "an event port")
S_ISWHT = _named('S_ISWHT', S_IFWHT, "a whiteout")

_TYPE_LETTERS = {S_IFLNK: 'l', S_IFSOCK: 's', S_IFREG: '-', S_IFBLK: 'b', S_IFDIR: 'd',
                 S_IFCHR: 'c', S_IFIFO: 'p'}
# Of each triple: the shift of its bits, the bit that changes the meaning of x, and the letters
# that then stand for "x and the bit" and "the bit alone".
_TRIPLES = ((6, S_ISUID, 's', 'S'), (3, S_ISGID, 's', 'S'), (0, S_ISVTX, 't', 'T'))


def filemode(mode):
    """Render a mode as `ls -l` does: '-rwxr-xr-x'."""
    text = [_TYPE_LETTERS.get(S_IFMT(mode), '?')]
    for shift, special, with_x, without_x in _TRIPLES:
        bits = mode >> shift
        text.append('r' if bits & 4 else '-')
        text.append('w' if bits & 2 else '-')
        if mode & special:
            text.append(with_x if bits & 1 else without_x)
        else:
            text.append('x' if bits & 1 else '-')
    return ''.join(text)


try:
    from _stat import *
except ImportError:
    pass
