"""The path functions that are the same on every system; os.path re-exports them.

Not for import by programs. Each function that asks the system answers False instead of raising
for a path that the system cannot name (an embedded NUL, a lone surrogate).
"""
__all__ = ['commonprefix', 'exists', 'getatime', 'getctime', 'getmtime', 'getsize',
           'isdevdrive', 'isdir', 'isfile', 'isjunction', 'islink', 'lexists',
           'samefile', 'sameopenfile', 'samestat']


def exists(path):
    """Whether the path, or the open descriptor, refers to something; False for a broken link."""
    try:
        os.stat(path)
    except (OSError, ValueError):
        return False
    return True


def lexists(path):
    """Like exists(), but True for a broken link."""
    try:
        os.lstat(path)
    except (OSError, ValueError):
        return False
    return True


def isfile(path):
    """Whether the path, links followed, is a regular file."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def isdir(s):
    """Whether the path, links followed, is a directory."""
    try:
        return stat.S_ISDIR(os.stat(s).st_mode)
    except (OSError, ValueError):
        return False


def islink(path):
    """Whether the path is a symbolic link, broken or not."""
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except (OSError, ValueError, AttributeError):
        return False


def isjunction(path):
    """Whether the path is a junction; these exist on Windows only."""
    os.fspath(path)
    return False


def isdevdrive(path):
    """Whether the path is on a Dev Drive; these exist on Windows only."""
    os.fspath(path)
    return False


def getsize(filename):
    """The size of a file in bytes."""
    return os.stat(filename).st_size


def getmtime(filename):
    """The time of the last change of the contents."""
    return os.stat(filename).st_mtime


def getatime(filename):
    """The time of the last access."""
    return os.stat(filename).st_atime


def getctime(filename):
    """The time of the last change of the metadata."""
    return os.stat(filename).st_ctime


def samestat(s1, s2):
    """Whether two stat results describe the same file."""
    return s1.st_ino == s2.st_ino and s1.st_dev == s2.st_dev


def samefile(f1, f2):
    """Whether two paths refer to the same file."""
    return samestat(os.stat(f1), os.stat(f2))


def sameopenfile(fp1, fp2):
    """Whether two descriptors refer to the same file."""
    return samestat(os.fstat(fp1), os.fstat(fp2))


def commonprefix(m):
    """The longest common leading part of the items, character by character."""
    if not m:
        return ''
    # Lists of components are allowed as items, and are not path-like.
    if not isinstance(m[0], (list, tuple)):
        m = tuple(os.fspath(item) for item in m)
    low, high = min(m), max(m)
    for index, part in enumerate(low):
        if part != high[index]:
            return low[:index]
    return low


def _splitext(p, sep, altsep, extsep):
    """Split off the extension: what begins at the last dot, unless only dots precede it."""
    base = p.rfind(sep)
    if altsep:
        base = max(base, p.rfind(altsep))
    dot = p.rfind(extsep)
    if dot > base:
        name = p[base + 1:dot]
        if name.strip(extsep):
            return p[:dot], p[dot:]
    return p, p[:0]


def _check_arg_types(funcname, *args):
    """Raise the TypeError for arguments that are not all str or all bytes."""
    has_text = has_bytes = False
    for arg in args:
        if isinstance(arg, str):
            has_text = True
        elif isinstance(arg, bytes):
            has_bytes = True
        else:
            raise TypeError(f'{funcname}() argument must be str, bytes, or os.PathLike object, '
                            f'not {arg.__class__.__name__!r}') from None
    if has_text and has_bytes:
        raise TypeError("Can't mix strings and bytes in path components") from None


# At the end: os imports posixpath, which takes the functions above.
import os
import stat
