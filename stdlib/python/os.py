"""The operating system: what `posix` offers, and what can be built from it in Python.

Everything here is Unix only. `os.path` is posixpath. The module is loaded at every start, so it
imports nothing that is not needed then: subprocess, io and warnings are imported where used.
"""
import abc
import sys
import stat as st
import posix
import posixpath as path
from _collections_abc import _check_methods, Mapping, MutableMapping
from posix import *
from posix import _exit

try:
    from posix import _have_functions
except ImportError:
    _have_functions = ()

GenericAlias = type(list[int])

name = 'posix'
linesep = '\n'

sys.modules['os.path'] = path
from os.path import (curdir, pardir, sep, pathsep, defpath, extsep, altsep, devnull)

__all__ = ["altsep", "curdir", "pardir", "sep", "pathsep", "linesep", "defpath", "name", "path",
           "devnull", "SEEK_SET", "SEEK_CUR", "SEEK_END", "fsencode", "fsdecode",
           "get_exec_path", "fdopen", "extsep"]
__all__ += [n for n in dir(posix) if n[0] != '_']
__all__ += ['_exit']

SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2


def _exists(name):
    return name in globals()


def _get_exports_list(module):
    try:
        return list(module.__all__)
    except AttributeError:
        return [n for n in dir(module) if n[0] != '_']


# What each call accepts, derived from the functions the C library has.

_g = globals()


def _capable(*rows):
    """The functions of rows ("HAVE_X", name) that exist and whose condition holds."""
    return {_g[fn] for condition, fn in rows
            if fn in _g and (condition is None or condition in _have_functions)}


supports_dir_fd = _capable(
    ("HAVE_FACCESSAT", "access"), ("HAVE_FCHMODAT", "chmod"), ("HAVE_FCHOWNAT", "chown"),
    ("HAVE_FSTATAT", "stat"), ("HAVE_FUTIMESAT", "utime"), ("HAVE_LINKAT", "link"),
    ("HAVE_MKDIRAT", "mkdir"), ("HAVE_MKFIFOAT", "mkfifo"), ("HAVE_MKNODAT", "mknod"),
    ("HAVE_OPENAT", "open"), ("HAVE_READLINKAT", "readlink"), ("HAVE_RENAMEAT", "rename"),
    ("HAVE_SYMLINKAT", "symlink"), ("HAVE_UNLINKAT", "unlink"), ("HAVE_UNLINKAT", "rmdir"),
    ("HAVE_UTIMENSAT", "utime"))
supports_effective_ids = _capable(("HAVE_FACCESSAT", "access"))
supports_fd = _capable(
    ("HAVE_FCHDIR", "chdir"), ("HAVE_FCHMOD", "chmod"), ("HAVE_FCHOWN", "chown"),
    ("HAVE_FDOPENDIR", "listdir"), ("HAVE_FDOPENDIR", "scandir"), ("HAVE_FEXECVE", "execve"),
    (None, "stat"), ("HAVE_FSTATVFS", "statvfs"), ("HAVE_FTRUNCATE", "truncate"),
    ("HAVE_FUTIMENS", "utime"), ("HAVE_FPATHCONF", "pathconf"))
supports_follow_symlinks = _capable(
    ("HAVE_FCHOWNAT", "chown"), ("HAVE_FSTATAT", "stat"), ("HAVE_LCHFLAGS", "chflags"),
    ("HAVE_LCHMOD", "chmod"), ("HAVE_LINKAT", "link"), ("HAVE_LUTIMES", "utime"),
    ("HAVE_LSTAT", "stat"), ("HAVE_UTIMENSAT", "utime"))
if 'open' in _g and 'supports_dir_fd' in _g:
    supports_follow_symlinks -= {open}
del _g, _capable


# Directories

def makedirs(name, mode=0o777, exist_ok=False):
    """Create a directory and those above it that are missing; mode is for the last one."""
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    if head and tail and not path.exists(head):
        try:
            makedirs(head, exist_ok=exist_ok)
        except FileExistsError:
            pass                          # somebody else was faster
        dot = b'.' if isinstance(tail, bytes) else '.'
        if tail == dot:
            return
    try:
        mkdir(name, mode)
    except OSError:
        # The error may be another than EEXIST (a read-only file system, for instance).
        if not exist_ok or not path.isdir(name):
            raise


def removedirs(name):
    """Remove a directory, then its parents as long as they are empty."""
    rmdir(name)
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    while head and tail:
        try:
            rmdir(head)
        except OSError:
            break
        head, tail = path.split(head)


def renames(old, new):
    """Rename, creating the directories of the new name and pruning empty ones of the old."""
    head, tail = path.split(new)
    if head and tail and not path.exists(head):
        makedirs(head)
    rename(old, new)
    head, tail = path.split(old)
    if head and tail:
        try:
            removedirs(head)
        except OSError:
            pass


__all__ += ["makedirs", "removedirs", "renames"]

# Passed as followlinks by pathlib: links to directories are then reported as files.
_walk_symlinks_as_files = object()


def walk(top, topdown=True, onerror=None, followlinks=False):
    """Yield (directory, names of directories, names of files) for a tree.

    Top down, the caller may change the list of directories in place to steer the walk.
    """
    sys.audit("os.walk", top, topdown, onerror, followlinks)
    # A stack instead of recursion: depth is limited by memory only. Tuples on it are results
    # of a bottom-up walk that wait for what lies beneath them.
    stack = [fspath(top)]
    islink, join = path.islink, path.join
    while stack:
        top = stack.pop()
        if isinstance(top, tuple):
            yield top
            continue
        dirs, nondirs, below = [], [], []
        try:
            entries = scandir(top)
        except OSError as error:
            if onerror is not None:
                onerror(error)
            continue
        failed = False
        with entries:
            while True:
                try:
                    entry = next(entries)
                except StopIteration:
                    break
                except OSError as error:
                    if onerror is not None:
                        onerror(error)
                    failed = True
                    break
                try:
                    if followlinks is _walk_symlinks_as_files:
                        is_dir = entry.is_dir(follow_symlinks=False) and not entry.is_junction()
                    else:
                        is_dir = entry.is_dir()
                except OSError:
                    is_dir = False
                (dirs if is_dir else nondirs).append(entry.name)
                if not topdown and is_dir:
                    if followlinks:
                        enter = True
                    else:
                        try:
                            enter = not entry.is_symlink()
                        except OSError:
                            enter = True
                    if enter:
                        below.append(entry.path)
        if failed:
            continue
        if topdown:
            yield top, dirs, nondirs
            # The list is read again: it is the caller's to change.
            for dirname in reversed(dirs):
                new_path = join(top, dirname)
                # A link may have taken the directory's place since it was listed.
                if followlinks or not islink(new_path):
                    stack.append(new_path)
        else:
            stack.append((top, dirs, nondirs))
            stack.extend(reversed(below))


__all__.append("walk")

if {open, stat} <= supports_dir_fd and {listdir, stat} <= supports_fd:

    def fwalk(top=".", topdown=True, onerror=None, *, follow_symlinks=False, dir_fd=None):
        """Like walk(), yielding also an open descriptor of each directory."""
        sys.audit("os.fwalk", top, topdown, onerror, follow_symlinks, dir_fd)
        top = fspath(top)
        stack = [(_fwalk_walk, (True, dir_fd, top, top, None))]
        is_bytes = isinstance(top, bytes)
        try:
            while stack:
                yield from _fwalk(stack, is_bytes, topdown, onerror, follow_symlinks)
        finally:
            # Close the descriptors still open when the walk is given up.
            while stack:
                action, value = stack.pop()
                if action == _fwalk_close:
                    close(value)

    # What the entries of the stack ask for.
    _fwalk_walk, _fwalk_yield, _fwalk_close = range(3)

    def _fwalk(stack, is_bytes, topdown, onerror, follow_symlinks):
        action, value = stack.pop()
        if action == _fwalk_close:
            close(value)
            return
        if action == _fwalk_yield:
            yield value
            return
        is_root, dir_fd, toppath, topname, entry = value
        try:
            if not follow_symlinks:
                # To be compared with the opened one: a link may be put in its place meanwhile.
                if entry is None:
                    expected = stat(topname, follow_symlinks=False, dir_fd=dir_fd)
                else:
                    expected = entry.stat(follow_symlinks=False)
            topfd = open(topname, O_RDONLY | O_NONBLOCK, dir_fd=dir_fd)
        except OSError as error:
            if is_root:
                raise
            if onerror is not None:
                onerror(error)
            return
        stack.append((_fwalk_close, topfd))
        if not follow_symlinks:
            if is_root and not st.S_ISDIR(expected.st_mode):
                return
            if not path.samestat(expected, stat(topfd)):
                return
        dirs, nondirs = [], []
        entries = None if topdown or follow_symlinks else []
        with scandir(topfd) as listing:
            for item in listing:
                item_name = fsencode(item.name) if is_bytes else item.name
                try:
                    if item.is_dir():
                        dirs.append(item_name)
                        if entries is not None:
                            entries.append(item)
                    else:
                        nondirs.append(item_name)
                except OSError:
                    try:
                        # Broken links are reported, what has vanished is not.
                        if item.is_symlink():
                            nondirs.append(item_name)
                    except OSError:
                        pass
        result = toppath, dirs, nondirs, topfd
        if topdown:
            yield result
        else:
            stack.append((_fwalk_yield, result))
        toppath = path.join(toppath, toppath[:0])       # with a slash at its end
        below = zip(dirs, entries) if entries is not None else ((d, None) for d in dirs)
        stack.extend((_fwalk_walk, (False, topfd, toppath + d, d, item))
                     for d, item in reversed(list(below)))

    __all__.append("fwalk")


# Running programs

def execl(file, *args):
    """execl(file, *args): replace this process by the program."""
    execv(file, args)


def execle(file, *args):
    """execle(file, *args, env): replace this process, with another environment."""
    execve(file, args[:-1], args[-1])


def execlp(file, *args):
    """execlp(file, *args): replace this process by a program found along PATH."""
    execvp(file, args)


def execlpe(file, *args):
    """execlpe(file, *args, env): by a program found along PATH, with another environment."""
    execvpe(file, args[:-1], args[-1])


def execvp(file, args):
    """Replace this process by a program found along PATH."""
    _execvpe(file, args)


def execvpe(file, args, env):
    """Replace this process by a program found along PATH, with another environment."""
    _execvpe(file, args, env)


def _execvpe(file, args, env=None):
    run = execv if env is None else execve
    rest = (args,) if env is None else (args, env)
    if env is None:
        env = environ
    if path.dirname(file):
        run(file, *rest)
        return
    # An error other than "not there" tells more than the last one of the search.
    telling = None
    file = fsencode(file)
    for folder in get_exec_path(env):
        try:
            run(path.join(fsencode(folder), file), *rest)
        except (FileNotFoundError, NotADirectoryError) as error:
            last = error
        except OSError as error:
            last = error
            telling = telling or error
    raise telling or last


def get_exec_path(env=None):
    """The folders of PATH in env (os.environ), in which programs are looked for."""
    import warnings
    if env is None:
        env = environ
    # Comparing str and bytes keys warns under -b.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BytesWarning)
        try:
            value = env.get('PATH')
        except TypeError:
            value = None
        if supports_bytes_environ:
            try:
                value_bytes = env[b'PATH']
            except (KeyError, TypeError):
                pass
            else:
                if value is not None:
                    raise ValueError("env cannot contain 'PATH' and b'PATH' keys")
                value = value_bytes
            if value is not None and isinstance(value, bytes):
                value = fsdecode(value)
    if value is None:
        value = defpath
    return value.split(pathsep)


__all__ += ["execl", "execle", "execlp", "execlpe", "execvp", "execvpe"]


# The environment

class _Environ(MutableMapping):
    """A mapping over the environment: changes go to the C library with putenv and unsetenv.

    Keys and values are kept encoded in _data.
    """

    def __init__(self, data, encodekey, decodekey, encodevalue, decodevalue):
        self.encodekey = encodekey
        self.decodekey = decodekey
        self.encodevalue = encodevalue
        self.decodevalue = decodevalue
        self._data = data

    def __getitem__(self, key):
        try:
            value = self._data[self.encodekey(key)]
        except KeyError:
            raise KeyError(key) from None
        return self.decodevalue(value)

    def __setitem__(self, key, value):
        key = self.encodekey(key)
        value = self.encodevalue(value)
        putenv(key, value)
        self._data[key] = value

    def __delitem__(self, key):
        encoded = self.encodekey(key)
        unsetenv(encoded)
        try:
            del self._data[encoded]
        except KeyError:
            raise KeyError(key) from None

    def __iter__(self):
        # list() is one step, so that another thread may change the mapping meanwhile.
        for key in list(self._data):
            yield self.decodekey(key)

    def __len__(self):
        return len(self._data)

    def __repr__(self):
        items = ', '.join(f'{self.decodekey(key)!r}: {self.decodevalue(value)!r}'
                          for key, value in self._data.items())
        return f'environ({{{items}}})'

    def copy(self):
        return dict(self)

    def setdefault(self, key, value):
        if key not in self:
            self[key] = value
        return self[key]

    def __ior__(self, other):
        self.update(other)
        return self

    def __or__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        return {**self, **other}

    def __ror__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        return {**other, **self}


def _make_environs():
    encoding = sys.getfilesystemencoding()

    def encode(value):
        if not isinstance(value, str):
            raise TypeError("str expected, not %s" % type(value).__name__)
        return value.encode(encoding, 'surrogateescape')

    def decode(value):
        return value.decode(encoding, 'surrogateescape')

    def check_bytes(value):
        if not isinstance(value, bytes):
            raise TypeError("bytes expected, not %s" % type(value).__name__)
        return value

    # Both views share one dict.
    text = _Environ(posix.environ, encode, decode, encode, decode)
    return text, _Environ(text._data, check_bytes, bytes, check_bytes, bytes)


environ, environb = _make_environs()
supports_bytes_environ = True
del _make_environs


def getenv(key, default=None):
    """The value of an environment variable as str, or the default."""
    return environ.get(key, default)


def getenvb(key, default=None):
    """The value of an environment variable as bytes, or the default."""
    return environb.get(key, default)


__all__ += ["getenv", "supports_bytes_environ", "environb", "getenvb"]


def _fscodec():
    encoding = sys.getfilesystemencoding()
    errors = sys.getfilesystemencodeerrors()

    def fsencode(filename):
        """A path as bytes, in the encoding of the file system."""
        filename = fspath(filename)
        if isinstance(filename, str):
            return filename.encode(encoding, errors)
        return filename

    def fsdecode(filename):
        """A path as str, from the encoding of the file system."""
        filename = fspath(filename)
        if isinstance(filename, bytes):
            return filename.decode(encoding, errors)
        return filename

    return fsencode, fsdecode


fsencode, fsdecode = _fscodec()
del _fscodec


# Children

if _exists("fork") and not _exists("spawnv") and _exists("execv"):

    P_WAIT = 0
    P_NOWAIT = P_NOWAITO = 1

    __all__ += ["P_WAIT", "P_NOWAIT", "P_NOWAITO"]

    def _spawnvef(mode, file, args, env, func):
        if not isinstance(args, (tuple, list)):
            raise TypeError('argv must be a tuple or a list')
        if not args or not args[0]:
            raise ValueError('argv first element cannot be empty')
        pid = fork()
        if not pid:
            try:
                if env is None:
                    func(file, args)
                else:
                    func(file, args, env)
            except:
                _exit(127)
        if mode == P_NOWAIT:
            return pid
        while True:
            _, status = waitpid(pid, 0)
            if not WIFSTOPPED(status):
                return waitstatus_to_exitcode(status)

    def spawnv(mode, file, args):
        """Run a program in a child; its exit status (P_WAIT) or its process id."""
        return _spawnvef(mode, file, args, None, execv)

    def spawnve(mode, file, args, env):
        """spawnv() with another environment."""
        return _spawnvef(mode, file, args, env, execve)

    def spawnvp(mode, file, args):
        """spawnv() with the program looked for along PATH."""
        return _spawnvef(mode, file, args, None, execvp)

    def spawnvpe(mode, file, args, env):
        """spawnvp() with another environment."""
        return _spawnvef(mode, file, args, env, execvpe)

    def spawnl(mode, file, *args):
        """spawnv() with the arguments one by one."""
        return spawnv(mode, file, args)

    def spawnle(mode, file, *args):
        """spawnve() with the arguments one by one, the environment last."""
        return spawnve(mode, file, args[:-1], args[-1])

    def spawnlp(mode, file, *args):
        """spawnvp() with the arguments one by one."""
        return spawnvp(mode, file, args)

    def spawnlpe(mode, file, *args):
        """spawnvpe() with the arguments one by one, the environment last."""
        return spawnvpe(mode, file, args[:-1], args[-1])

    __all__ += ["spawnv", "spawnve", "spawnvp", "spawnvpe", "spawnl", "spawnle", "spawnlp",
                "spawnlpe"]


def popen(cmd, mode="r", buffering=-1):
    """Run a shell command; a text stream from its output or to its input."""
    if not isinstance(cmd, str):
        raise TypeError("invalid cmd type (%s, expected string)" % type(cmd))
    if mode not in ("r", "w"):
        raise ValueError("invalid mode %r" % mode)
    if buffering == 0 or buffering is None:
        raise ValueError("popen() does not support unbuffered streams")
    import subprocess
    if mode == "r":
        process = subprocess.Popen(cmd, shell=True, text=True, stdout=subprocess.PIPE,
                                   bufsize=buffering)
        return _wrap_close(process.stdout, process)
    process = subprocess.Popen(cmd, shell=True, text=True, stdin=subprocess.PIPE,
                               bufsize=buffering)
    return _wrap_close(process.stdin, process)


class _wrap_close:
    """The stream of popen(): close() waits for the child and returns its status, or None."""

    def __init__(self, stream, proc):
        self._stream = stream
        self._proc = proc

    def close(self):
        self._stream.close()
        status = self._proc.wait()
        if status == 0:
            return None
        return status << 8               # the form that wait() gives

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def __iter__(self):
        return iter(self._stream)


__all__.append("popen")


def fdopen(fd, mode="r", buffering=-1, encoding=None, *args, **kwargs):
    """A file object over an open descriptor."""
    if not isinstance(fd, int):
        raise TypeError("invalid fd type (%s, expected integer)" % type(fd))
    import io
    if "b" not in mode:
        encoding = io.text_encoding(encoding)
    return io.open(fd, mode, buffering, encoding, *args, **kwargs)


# Path-like objects

def _fspath(path):
    """fspath() in Python, for a system without the native one."""
    if isinstance(path, (str, bytes)):
        return path
    kind = type(path)
    try:
        result = kind.__fspath__(path)
    except AttributeError:
        if hasattr(kind, '__fspath__'):
            raise
        raise TypeError("expected str, bytes or os.PathLike object, not "
                        + kind.__name__) from None
    except TypeError:
        if kind.__fspath__ is None:
            raise TypeError("expected str, bytes or os.PathLike object, not "
                            + kind.__name__) from None
        raise
    if isinstance(result, (str, bytes)):
        return result
    raise TypeError(f"expected {kind.__name__}.__fspath__() to return str or bytes, "
                    f"not {type(result).__name__}")


if not _exists('fspath'):
    fspath = _fspath
    fspath.__name__ = "fspath"


class PathLike(abc.ABC):
    """What has a path: the base class of objects with __fspath__()."""

    __slots__ = ()

    @abc.abstractmethod
    def __fspath__(self):
        """The path as str or bytes."""
        raise NotImplementedError

    @classmethod
    def __subclasshook__(cls, subclass):
        if cls is PathLike:
            return _check_methods(subclass, '__fspath__')
        return NotImplemented

    __class_getitem__ = classmethod(GenericAlias)


if (_exists("sched_getaffinity")
        and getattr(sys, "_get_cpu_count_config", lambda: -1)() < 0):
    def process_cpu_count():
        """The number of processors this process may use, or None."""
        count = len(sched_getaffinity(0))
        return count or None
else:
    def process_cpu_count():
        """The number of processors this process may use, or None."""
        return cpu_count()
