"""Path and its two flavours: PurePath with the file system; see pathlib."""
import io
import os
import sys
from errno import EBADF, ELOOP, ENOENT, ENOTDIR
from stat import (S_ISBLK, S_ISCHR, S_ISDIR, S_ISFIFO, S_ISLNK, S_ISREG, S_ISSOCK)

from pathlib._abc import UnsupportedOperation
from pathlib._pure import PurePath, PurePosixPath, PureWindowsPath

# What stat() says of a path that is not there.
_NOT_THERE = frozenset((ENOENT, ENOTDIR, EBADF, ELOOP))


class Path(PurePath):
    """PurePath subclass that can make system calls.

    Path represents a filesystem path but unlike PurePath, also offers methods to do system calls
    on path objects. Instantiating a Path gives a PosixPath or a WindowsPath.
    """
    __slots__ = ()

    def __new__(cls, *args, **kwargs):
        if cls is Path:
            cls = WindowsPath if os.name == 'nt' else PosixPath
        return object.__new__(cls)

    def __init__(self, *args, **kwargs):
        if kwargs:
            import warnings
            warnings.warn(
                'support for supplying keyword arguments to pathlib.PurePath is deprecated and '
                'scheduled for removal in Python 3.14', DeprecationWarning, stacklevel=2)
        PurePath.__init__(self, *args)

    @classmethod
    def from_uri(cls, uri):
        """The path that a 'file' URI names."""
        if not uri.startswith('file:'):
            raise ValueError(f"URI does not start with 'file:': {uri!r}")
        path = uri[5:]
        if path.startswith('///'):
            path = path[2:]  # an empty authority
        elif path.startswith('//localhost/'):
            path = path[11:]
        if path.startswith('///') or (path.startswith('/') and path[2:3] in (':', '|')):
            path = path[1:]  # the slash before a UNC path or a drive
        if path[1:2] == '|':
            path = f'{path[0]}:{path[2:]}'
        from urllib.parse import unquote_to_bytes
        path = cls(os.fsdecode(unquote_to_bytes(path)))
        if not path.is_absolute():
            raise ValueError(f'URI is not absolute: {uri!r}')
        return path

    # Questions about the file.

    def stat(self, *, follow_symlinks=True):
        """What os.stat() says of this path."""
        return os.stat(self, follow_symlinks=follow_symlinks)

    def lstat(self):
        """Like stat(), of the link itself when the path is a symbolic link."""
        return os.stat(self, follow_symlinks=False)

    def _is_kind(self, test, follow_symlinks=True):
        try:
            mode = self.stat(follow_symlinks=follow_symlinks).st_mode
        except OSError as error:
            if error.errno not in _NOT_THERE:
                raise
            return False
        except ValueError:  # a null character or a lone surrogate
            return False
        return test(mode)

    def exists(self, *, follow_symlinks=True):
        """Whether this path exists; a dangling symbolic link does if it is not followed."""
        return self._is_kind(lambda mode: True, follow_symlinks)

    def is_dir(self, *, follow_symlinks=True):
        """Whether this path is a directory."""
        return self._is_kind(S_ISDIR, follow_symlinks)

    def is_file(self, *, follow_symlinks=True):
        """Whether this path is a regular file."""
        return self._is_kind(S_ISREG, follow_symlinks)

    def is_symlink(self):
        """Whether this path is a symbolic link."""
        return self._is_kind(S_ISLNK, False)

    def is_block_device(self):
        """Whether this path is a block device."""
        return self._is_kind(S_ISBLK)

    def is_char_device(self):
        """Whether this path is a character device."""
        return self._is_kind(S_ISCHR)

    def is_fifo(self):
        """Whether this path is a FIFO."""
        return self._is_kind(S_ISFIFO)

    def is_socket(self):
        """Whether this path is a socket."""
        return self._is_kind(S_ISSOCK)

    def is_mount(self):
        """Check if this path is a mount point"""
        return os.path.ismount(self)

    def is_junction(self):
        """Whether this path is a junction."""
        return os.path.isjunction(self)

    def samefile(self, other_path):
        """Whether other_path is the same file as this one, as os.path.samefile()."""
        mine = self.stat()
        try:
            other = other_path.stat()
        except AttributeError:
            other = self.with_segments(other_path).stat()
        return mine.st_ino == other.st_ino and mine.st_dev == other.st_dev

    def owner(self, *, follow_symlinks=True):
        """The login name of the file's owner."""
        try:
            import pwd
        except ImportError:
            raise UnsupportedOperation(
                f'{type(self).__name__}.owner() is unsupported on this system') from None
        return pwd.getpwuid(self.stat(follow_symlinks=follow_symlinks).st_uid).pw_name

    def group(self, *, follow_symlinks=True):
        """The name of the file's group."""
        try:
            import grp
        except ImportError:
            raise UnsupportedOperation(
                f'{type(self).__name__}.group() is unsupported on this system') from None
        return grp.getgrgid(self.stat(follow_symlinks=follow_symlinks).st_gid).gr_name

    # The file's contents.

    def open(self, mode='r', buffering=-1, encoding=None,
             errors=None, newline=None):
        """Open the file as the builtin open() does."""
        if 'b' not in mode:
            encoding = io.text_encoding(encoding)
        return io.open(self, mode, buffering, encoding, errors, newline)

    def read_bytes(self):
        """The file's contents as bytes."""
        with self.open(mode='rb', buffering=0) as file:
            return file.read()

    def read_text(self, encoding=None, errors=None, newline=None):
        """The file's contents as text."""
        encoding = io.text_encoding(encoding)
        with self.open(mode='r', encoding=encoding, errors=errors, newline=newline) as file:
            return file.read()

    def write_bytes(self, data):
        """Write bytes in place of the contents; the number of bytes."""
        view = memoryview(data)  # before the file is emptied
        with self.open(mode='wb') as file:
            return file.write(view)

    def write_text(self, data, encoding=None, errors=None, newline=None):
        """Write text in place of the contents; the number of characters."""
        encoding = io.text_encoding(encoding)
        if not isinstance(data, str):
            raise TypeError('data must be str, not %s' % data.__class__.__name__)
        with self.open(mode='w', encoding=encoding, errors=errors, newline=newline) as file:
            return file.write(data)

    # Directories.

    def iterdir(self):
        """The paths of what is in the directory, without '.' and '..', in no order."""
        text = str(self)
        with os.scandir(text) as entries:
            paths = [entry.path for entry in entries]
        if text == '.':
            paths = [path[2:] for path in paths]
        return map(self._from_parsed_string, paths)

    def glob(self, pattern, *, case_sensitive=None, recurse_symlinks=False):
        """The existing paths under this one that match the relative pattern."""
        sys.audit('pathlib.Path.glob', self, pattern)
        if not isinstance(pattern, PurePath):
            pattern = self.with_segments(pattern)
        if pattern.anchor:
            raise NotImplementedError('Non-relative patterns are unsupported')
        parts = pattern._tail.copy()
        if not parts:
            raise ValueError(f'Unacceptable pattern: {pattern!r}')
        raw = pattern._raw_path
        if raw[-1] in '/\\' and (raw[-1] == self.parser.sep or raw[-1] == self.parser.altsep):
            parts.append('')  # directories only
        from pathlib._select import select
        found = select(str(self), bool(self._tail or self.anchor), parts, self.parser,
                       case_sensitive, recurse_symlinks)
        return map(self._from_parsed_string, found)

    def rglob(self, pattern, *, case_sensitive=None, recurse_symlinks=False):
        """glob() with '**/' before the pattern: in all the subdirectories as well."""
        sys.audit('pathlib.Path.rglob', self, pattern)
        if not isinstance(pattern, PurePath):
            pattern = self.with_segments(pattern)
        pattern = '**' / pattern
        return self.glob(pattern, case_sensitive=case_sensitive, recurse_symlinks=recurse_symlinks)

    def walk(self, top_down=True, on_error=None, follow_symlinks=False):
        """Walk the tree of directories: (path, names of directories, names of files) of each."""
        sys.audit('pathlib.Path.walk', self, on_error, follow_symlinks)
        text = str(self)
        for path, dirs, files in os.walk(
                text, top_down, on_error,
                os._walk_symlinks_as_files if not follow_symlinks else follow_symlinks):
            if text == '.' and path != '.':
                path = path[2:]
            yield self._from_parsed_string(path), dirs, files

    # Other paths from this one.

    @classmethod
    def cwd(cls):
        """The working directory."""
        return cls(os.getcwd())

    @classmethod
    def home(cls):
        """The user's home directory, as os.path.expanduser('~') has it."""
        text = os.path.expanduser('~')
        if text == '~':
            raise RuntimeError('Could not determine home directory.')
        return cls(text)

    def absolute(self):
        """The path made absolute, without normalising it and without following links."""
        if self.is_absolute():
            return self
        if self.root:  # Windows: a root without a drive
            drive = os.path.splitroot(os.getcwd())[0]
            return self._from_parsed_parts(drive, self.root, self._tail)
        here = os.path.abspath(self.drive) if self.drive else os.getcwd()
        if not self._tail:
            return self._from_parsed_string(here)
        drive, root, tail = self._parse_path(here)
        return self._from_parsed_parts(drive, root, tail + self._tail)

    def resolve(self, strict=False):
        """The absolute path with '..' and symbolic links resolved."""
        return self.with_segments(os.path.realpath(self, strict=strict))

    def expanduser(self):
        """The path with ~ and ~user at its start replaced, as os.path.expanduser() does."""
        tail = self._tail
        if self.drive or self.root or not tail or not tail[0].startswith('~'):
            return self
        home = os.path.expanduser(tail[0])
        if home.startswith('~'):
            raise RuntimeError('Could not determine home directory.')
        drive, root, parts = self._parse_path(home)
        return self._from_parsed_parts(drive, root, parts + tail[1:])

    def readlink(self):
        """The path to which the symbolic link points."""
        return self.with_segments(os.readlink(self))

    # Changes.

    def touch(self, mode=0o666, exist_ok=True):
        """Create the file, or set its times to now if it exists."""
        if exist_ok:
            try:
                os.utime(self, None)
            except OSError:
                pass  # it is missing, or cannot be changed: open() will tell
            else:
                return
        flags = os.O_CREAT | os.O_WRONLY
        if not exist_ok:
            flags |= os.O_EXCL
        os.close(os.open(self, flags, mode))

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        """Create the directory, and those above it if `parents`."""
        try:
            os.mkdir(self, mode)
        except FileNotFoundError:
            if not parents or self.parent == self:
                raise
            self.parent.mkdir(parents=True, exist_ok=True)
            self.mkdir(mode, parents=False, exist_ok=exist_ok)
        except OSError:
            # Not EEXIST alone: the system may prefer another error.
            if not exist_ok or not self.is_dir():
                raise

    def chmod(self, mode, *, follow_symlinks=True):
        """Change the permissions of the path, like os.chmod()."""
        os.chmod(self, mode, follow_symlinks=follow_symlinks)

    def lchmod(self, mode):
        """Like chmod(), of the link itself when the path is a symbolic link."""
        self.chmod(mode, follow_symlinks=False)

    def unlink(self, missing_ok=False):
        """Remove the file or link; rmdir() removes directories."""
        try:
            os.unlink(self)
        except FileNotFoundError:
            if not missing_ok:
                raise

    def rmdir(self):
        """Remove the directory, which must be empty."""
        os.rmdir(self)

    def rename(self, target):
        """Rename the path to the target, relative to the working directory; the new path."""
        os.rename(self, target)
        return self.with_segments(target)

    def replace(self, target):
        """Rename the path to the target, which is overwritten; the new path."""
        os.replace(self, target)
        return self.with_segments(target)

    def symlink_to(self, target, target_is_directory=False):
        """Make this path a symbolic link to the target."""
        os.symlink(target, self, target_is_directory)

    def hardlink_to(self, target):
        """Make this path a hard link to the target's file."""
        os.link(target, self)


class PosixPath(Path, PurePosixPath):
    """Path subclass for non-Windows systems."""
    __slots__ = ()

    if os.name == 'nt':
        def __new__(cls, *args, **kwargs):
            raise UnsupportedOperation(f'cannot instantiate {cls.__name__!r} on your system')


class WindowsPath(Path, PureWindowsPath):
    """Path subclass for Windows systems."""
    __slots__ = ()

    if os.name != 'nt':
        def __new__(cls, *args, **kwargs):
            raise UnsupportedOperation(f'cannot instantiate {cls.__name__!r} on your system')
