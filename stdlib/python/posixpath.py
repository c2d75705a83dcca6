"""os.path for Unix: operations on path names, str or bytes.

Pure text functions work on any system; those that ask the file system are marked by their use
of os. The accelerated versions of splitroot and normpath come from posix when it has them.
"""
# os takes these from here, and may be imported by the next lines.
curdir = '.'
pardir = '..'
extsep = '.'
sep = '/'
pathsep = ':'
defpath = '/bin:/usr/bin'
altsep = None
devnull = '/dev/null'

import sys
import os
import stat
import genericpath
from genericpath import *
from genericpath import _check_arg_types, _splitext, isdevdrive, isjunction

supports_unicode_filenames = sys.platform == 'darwin'

__all__ = ["normcase", "isabs", "join", "splitdrive", "splitroot", "split", "splitext",
           "basename", "dirname", "commonprefix", "getsize", "getmtime",
           "getatime", "getctime", "islink", "exists", "lexists", "isdir", "isfile",
           "ismount", "expanduser", "expandvars", "normpath", "abspath",
           "samefile", "sameopenfile", "samestat",
           "curdir", "pardir", "sep", "pathsep", "defpath", "altsep", "extsep",
           "devnull", "realpath", "supports_unicode_filenames", "relpath",
           "commonpath", "isjunction", "isdevdrive"]


def _get_sep(path):
    return b'/' if isinstance(path, bytes) else '/'


def normcase(s):
    """Case matters on Unix: the path itself."""
    return os.fspath(s)


def isabs(s):
    """Whether the path begins with a slash."""
    s = os.fspath(s)
    return s.startswith(_get_sep(s))


def join(a, *p):
    """Join components with slashes; an absolute one discards what is before it."""
    a = os.fspath(a)
    slash = _get_sep(a)
    path = a
    try:
        for part in p:
            part = os.fspath(part)
            if part.startswith(slash) or not path:
                path = part
            elif path.endswith(slash):
                path += part
            else:
                path += slash + part
    except (TypeError, AttributeError, BytesWarning):
        _check_arg_types('join', a, *[_fspath_or_self(x) for x in p])
        raise
    return path


def _fspath_or_self(x):
    try:
        return os.fspath(x)
    except TypeError:
        return x


def split(p):
    """(head, tail): the tail is what follows the last slash."""
    p = os.fspath(p)
    slash = _get_sep(p)
    cut = p.rfind(slash) + 1
    head, tail = p[:cut], p[cut:]
    stripped = head.rstrip(slash)
    return stripped or head, tail


def splitext(p):
    """(root, ext): the extension begins with the last dot of the last component, or is empty."""
    p = os.fspath(p)
    if isinstance(p, bytes):
        return _splitext(p, b'/', None, b'.')
    return _splitext(p, '/', None, '.')


def splitdrive(p):
    """There are no drives on Unix: ('', p)."""
    p = os.fspath(p)
    return p[:0], p


def splitroot(p):
    """(drive, root, rest): the root is '', '/' or exactly '//'."""
    p = os.fspath(p)
    slash = _get_sep(p)
    empty = p[:0]
    if p[:1] != slash:
        return empty, empty, p
    # POSIX leaves two leading slashes to the system, three are one.
    if p[1:2] != slash or p[2:3] == slash:
        return empty, slash, p[1:]
    return empty, p[:2], p[2:]


try:
    from posix import _path_splitroot_ex as splitroot
except ImportError:
    pass


def basename(p):
    """What follows the last slash."""
    p = os.fspath(p)
    return p[p.rfind(_get_sep(p)) + 1:]


def dirname(p):
    """What precedes the last slash."""
    return split(p)[0]


def ismount(path):
    """Whether the path is a mount point."""
    try:
        here = os.lstat(path)
    except (OSError, ValueError):
        return False
    if stat.S_ISLNK(here.st_mode):
        return False
    path = os.fspath(path)
    above = join(path, b'..' if isinstance(path, bytes) else '..')
    try:
        parent = os.lstat(above)
    except OSError:                 # the directory may not be searched
        try:
            parent = os.lstat(dirname(realpath(path)))
        except OSError:
            return False
    # Another device, or the root, which is its own parent.
    return here.st_dev != parent.st_dev or here.st_ino == parent.st_ino


def expanduser(path):
    """Replace a leading ~ or ~user by the home directory; unchanged where none is known."""
    path = os.fspath(path)
    tilde = b'~' if isinstance(path, bytes) else '~'
    if not path.startswith(tilde):
        return path
    slash = _get_sep(path)
    end = path.find(slash, 1)
    if end < 0:
        end = len(path)
    if end == 1:
        home = os.environ.get('HOME')
        if home is None:
            try:
                import pwd
                home = pwd.getpwuid(os.getuid()).pw_dir
            except (ImportError, KeyError):
                return path
    else:
        name = path[1:end]
        if isinstance(name, bytes):
            name = os.fsdecode(name)
        try:
            import pwd
            home = pwd.getpwnam(name).pw_dir
        except (ImportError, KeyError):
            return path
    if home is None and sys.platform == 'vxworks':
        return path
    if isinstance(path, bytes):
        home = os.fsencode(home)
    home = home.rstrip(slash)
    return (home + path[end:]) or slash


def expandvars(path):
    """Replace $name and ${name} by values of the environment; unknown ones stay."""
    path = os.fspath(path)
    is_bytes = isinstance(path, bytes)
    dollar, opening, closing = (b'$', b'{', b'}') if is_bytes else ('$', '{', '}')
    if dollar not in path:
        return path
    environ = getattr(os, 'environb', None) if is_bytes else os.environ
    pieces = []
    position = 0
    while (found := path.find(dollar, position)) >= 0:
        pieces.append(path[position:found])
        start = found + 1
        if path[start:start + 1] == opening:
            start += 1
            end = path.find(closing, start)
            if end < 0:
                pieces.append(path[found:start])
                position = start
                continue
            after = end + 1
        else:
            end = start
            while (c := path[end:end + 1]) and c.isascii() and (
                    c.isalnum() or c == (b'_' if is_bytes else '_')):
                end += 1
            after = end
        name = path[start:end]
        try:
            if not name:
                raise KeyError
            if environ is None:
                value = os.fsencode(os.environ[os.fsdecode(name)])
            else:
                value = environ[name]
        except KeyError:
            value = path[found:after]
        pieces.append(value)
        position = after
    pieces.append(path[position:])
    return path[:0].join(pieces)


def normpath(path):
    """Drop '.', doubled slashes and 'x/..'; may change the meaning where x is a link."""
    path = os.fspath(path)
    if isinstance(path, bytes):
        slash, dot, dotdot = b'/', b'.', b'..'
    else:
        slash, dot, dotdot = '/', '.', '..'
    _, root, rest = splitroot(path)
    kept = []
    for part in rest.split(slash):
        if not part or part == dot:
            continue
        if part == dotdot and (kept or root):
            if kept and kept[-1] != dotdot:
                kept.pop()
                continue
            if root:
                continue
        kept.append(part)
    return (root + slash.join(kept)) or dot


try:
    # Takes str, bytes and path-like objects, as ours does.
    from posix import _path_normpath as normpath
except ImportError:
    pass


def abspath(path):
    """The absolute and normalised form of a path."""
    path = os.fspath(path)
    if not path.startswith(_get_sep(path)):
        path = join(os.getcwdb() if isinstance(path, bytes) else os.getcwd(), path)
    return normpath(path)


def realpath(filename, *, strict=False):
    """The absolute path with every symbolic link followed.

    With strict, a missing component or a loop raises; without, the rest is kept as it is.
    """
    filename = os.fspath(filename)
    if isinstance(filename, bytes):
        slash, dot, dotdot, cwd = b'/', b'.', b'..', os.getcwdb
    else:
        slash, dot, dotdot, cwd = '/', '.', '..', os.getcwd
    # Components still to be resolved, last first. A None marks that the link whose path lies
    # beneath it is completely resolved, so that a second meeting may use the cached answer.
    rest = filename.split(slash)[::-1]
    path = slash if filename.startswith(slash) else cwd()
    resolved = {}                         # link -> real path, or None while it is being resolved
    while rest:
        name = rest.pop()
        if name is None:
            resolved[rest.pop()] = path
            continue
        if not name or name == dot:
            continue
        if name == dotdot:
            path = path[:path.rindex(slash)] or slash
            continue
        candidate = path + name if path == slash else path + slash + name
        try:
            if not stat.S_ISLNK(os.lstat(candidate).st_mode):
                path = candidate
                continue
            if candidate in resolved:
                path_of_link = resolved[candidate]
                if path_of_link is not None:
                    path = path_of_link
                    continue
                # A loop. The system words the error best.
                if strict:
                    os.stat(candidate)
                path = candidate
                continue
            target = os.readlink(candidate)
        except OSError:
            if strict:
                raise
            path = candidate
            continue
        resolved[candidate] = None
        rest.append(candidate)
        rest.append(None)
        if target.startswith(slash):
            path = slash
        rest.extend(target.split(slash)[::-1])
    return path


def relpath(path, start=None):
    """The path that leads from start (the current directory) to path, as text only."""
    path = os.fspath(path)
    if not path:
        raise ValueError("no path specified")
    if isinstance(path, bytes):
        slash, dot, dotdot = b'/', b'.', b'..'
    else:
        slash, dot, dotdot = '/', '.', '..'
    start = dot if start is None else os.fspath(start)
    try:
        origin = abspath(start).lstrip(slash)
        target = abspath(path).lstrip(slash)
        origin = origin.split(slash) if origin else []
        target = target.split(slash) if target else []
        common = len(commonprefix([origin, target]))
        steps = [dotdot] * (len(origin) - common) + target[common:]
        return slash.join(steps) if steps else dot
    except (TypeError, AttributeError, BytesWarning, DeprecationWarning):
        _check_arg_types('relpath', path, start)
        raise


def commonpath(paths):
    """The longest path that leads to all of the given ones."""
    paths = tuple(map(os.fspath, paths))
    if not paths:
        raise ValueError('commonpath() arg is an empty sequence')
    if isinstance(paths[0], bytes):
        slash, dot = b'/', b'.'
    else:
        slash, dot = '/', '.'
    try:
        parts = [path.split(slash) for path in paths]
        absolute = {path.startswith(slash) for path in paths}
        if len(absolute) != 1:
            raise ValueError("Can't mix absolute and relative paths") from None
        parts = [[part for part in one if part and part != dot] for one in parts]
        return (slash if absolute.pop() else slash[:0]) + slash.join(commonprefix(parts))
    except (TypeError, AttributeError):
        _check_arg_types('commonpath', *paths)
        raise
