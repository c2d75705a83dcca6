"""ntpath of 3.12 and 3.13: splitroot(), isreserved(); a root without a drive is not absolute."""
from genericpath import isdevdrive, isjunction

__all__ += ['splitroot', 'isjunction', 'isreserved', 'isdevdrive']


def splitroot(p):
    """Split a pathname into drive, root and tail; the tail is what follows the root."""
    p = os.fspath(p)
    if isinstance(p, bytes):
        sep, altsep, colon, unc, empty = b'\\', b'/', b':', b'\\\\?\\UNC\\', b''
    else:
        sep, altsep, colon, unc, empty = '\\', '/', ':', '\\\\?\\UNC\\', ''
    normal = p.replace(altsep, sep)
    if normal[:2] == sep + sep:
        # A UNC drive or a device path, which end behind the second name.
        start = 8 if normal[:8].upper() == unc else 2
        server_end = normal.find(sep, start)
        end = normal.find(sep, server_end + 1) if server_end >= 0 else -1
        if end < 0:
            return p, empty, empty
        return p[:end], p[end:end + 1], p[end + 1:]
    drive = 2 if normal[1:2] == colon and normal[:1] != sep else 0
    root = drive + (normal[drive:drive + 1] == sep)
    return p[:drive], p[drive:root], p[root:]


_reserved_chars = frozenset(map(chr, range(32))) | frozenset('"*:<>?|/\\')
_reserved_names = frozenset(
    ['CON', 'PRN', 'AUX', 'NUL', 'CONIN$', 'CONOUT$',
     *(port + digit for port in ('COM', 'LPT') for digit in '123456789\xb9\xb2\xb3')])


def isreserved(path):
    """Return true if the pathname is reserved by the system."""
    path = os.fsdecode(splitroot(path)[2]).replace(altsep, sep)
    return any(_isreservedname(name) for name in reversed(path.split(sep)))


def _isreservedname(name):
    if name[-1:] in ('.', ' '):
        return name not in ('.', '..')
    if _reserved_chars.intersection(name):
        return True
    # The extension does not matter, nor spaces before it.
    return name.partition('.')[0].rstrip(' ').upper() in _reserved_names


def isabs(s):
    """Test whether a path is absolute: a drive with a root, or a UNC path."""
    s = os.fspath(s)
    if isinstance(s, bytes):
        sep, altsep, root = b'\\', b'/', b':\\'
    else:
        sep, altsep, root = '\\', '/', ':\\'
    start = s[:3].replace(altsep, sep)
    return start.startswith(root, 1) or start.startswith(sep + sep)


def join(path, *paths):
    """Join two (or more) paths; one with a root or another drive starts anew."""
    path = os.fspath(path)
    if isinstance(path, bytes):
        sep, seps, ends = b'\\', b'\\/', b':\\/'
    else:
        sep, seps, ends = '\\', '\\/', ':\\/'
    try:
        drive, root, names = splitroot(path)
        for other in map(os.fspath, paths):
            other_drive, other_root, other_names = splitroot(other)
            if other_root:
                drive = other_drive or drive
                root, names = other_root, other_names
                continue
            if other_drive and other_drive != drive:
                if other_drive.lower() != drive.lower():
                    drive, root, names = other_drive, other_root, other_names
                    continue
                drive = other_drive  # the same drive in other letters
            if names and names[-1:] not in (seps[:1], seps[1:]):
                names += sep
            names += other_names
        if names and not root and drive and drive[-1:] not in (ends[:1], ends[1:2], ends[2:]):
            return drive + sep + names  # a UNC share and a relative path
        return drive + root + names
    except (TypeError, AttributeError, BytesWarning):
        genericpath._check_arg_types('join', path, *paths)
        raise


def commonpath(paths):
    """The longest path that is a prefix of each of the given ones."""
    paths = tuple(map(os.fspath, paths))
    if not paths:
        raise ValueError('commonpath() arg is an empty iterable')
    if isinstance(paths[0], bytes):
        sep, altsep, curdir = b'\\', b'/', b'.'
    else:
        sep, altsep, curdir = '\\', '/', '.'
    try:
        plain = [path.replace(altsep, sep) for path in paths]
        split = [splitroot(path.lower()) for path in plain]
        if len({drive for drive, _, _ in split}) > 1:
            raise ValueError("Paths don't have the same drive")
        if len({root for _, root, _ in split}) > 1:
            if split[0][0]:
                raise ValueError("Can't mix absolute and relative paths")
            raise ValueError("Can't mix rooted and not-rooted paths")
        drive, root, rest = splitroot(plain[0])
        names = [name for name in rest.split(sep) if name and name != curdir]
        others = [[name for name in tail.split(sep) if name and name != curdir]
                  for _, _, tail in split]
        lowest, highest = min(others), max(others)
        count = 0
        while count < len(lowest) and lowest[count] == highest[count]:
            count += 1
        return drive + root + sep.join(names[:count])
    except (TypeError, AttributeError):
        genericpath._check_arg_types('commonpath', *paths)
        raise


supports_unicode_filenames = True
