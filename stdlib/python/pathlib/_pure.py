"""What is computed from a path's text alone: PurePath and its two flavours; see pathlib.

A path keeps the segments that it was made of and computes the rest when it is asked for: the drive,
root and names; the normal text; the text by which paths are compared.
"""
import os
import posixpath
import sys
from sys import intern

__name__ = 'pathlib._local'


class PurePath:
    """Base class for manipulating paths without I/O.

    PurePath represents a filesystem path and offers operations which do not imply any actual
    filesystem I/O. Instantiating it gives a PurePosixPath or a PureWindowsPath.
    """
    __slots__ = ('_segments', '_drive', '_root', '_names', '_text', '_compared', '_compared_parts',
                 '_hash')
    parser = os.path

    def __new__(cls, *args, **kwargs):
        if cls is PurePath:
            cls = PureWindowsPath if os.name == 'nt' else PurePosixPath
        return object.__new__(cls)

    def __init__(self, *args):
        segments = []
        for arg in args:
            if isinstance(arg, str):
                segments.append(arg if type(arg) is str else str.__str__(arg))
            elif isinstance(arg, PurePath):
                if arg.parser is not posixpath and self.parser is posixpath:
                    segments.extend(text.replace('\\', '/') for text in arg._segments)
                else:
                    segments.extend(arg._segments)
            else:
                try:
                    text = os.fspath(arg)
                except TypeError:
                    text = arg
                if not isinstance(text, str):
                    raise TypeError(
                        'argument should be a str or an os.PathLike object where __fspath__ '
                        f'returns a str, not {type(text).__name__!r}')
                segments.append(text)
        self._segments = segments

    def with_segments(self, *pathsegments):
        """A path of the same type; subclasses override it to pass on what they hold."""
        return type(self)(*pathsegments)

    # How a path is taken apart and put together.

    @property
    def _raw_path(self):
        segments = self._segments
        if len(segments) == 1:
            return segments[0]
        return self.parser.join(*segments) if segments else ''

    @classmethod
    def _parse_path(cls, path):
        """Drive, root and the list of names of a text."""
        if not path:
            return '', '', []
        parser = cls.parser
        sep = parser.sep
        if parser is posixpath:
            drive = ''
            if path[0] != '/':
                root, rest = '', path
            else:
                # POSIX leaves the meaning of exactly two slashes to the system.
                root = '//' if path[:2] == '//' and path[2:3] != '/' else '/'
                rest = path
        else:
            path = path.replace(parser.altsep, sep)
            drive, root, rest = parser.splitroot(path)
            if not root and drive.startswith(sep) and not drive.endswith(sep):
                parts = drive.split(sep)
                # \\server\share and \\?\UNC\server\share have a root of their own.
                if (len(parts) == 4 and parts[2] not in ('?', '.')) or len(parts) == 6:
                    root = sep
        return drive, root, [intern(name) for name in rest.split(sep) if name and name != '.']

    @classmethod
    def _format_parts(cls, drive, root, names):
        sep = cls.parser.sep
        if drive or root:
            return drive + root + sep.join(names)
        if names and cls.parser is not posixpath and cls.parser.splitdrive(names[0])[0]:
            return f'.{sep}{sep.join(names)}'  # else the first name would read as a drive
        return sep.join(names)

    def _parse(self):
        self._drive, self._root, self._names = self._parse_path(self._raw_path)

    def _from_parsed_parts(self, drive, root, names):
        text = self._format_parts(drive, root, names)
        path = self.with_segments(text)
        path._text = text or '.'
        path._drive = drive
        path._root = root
        path._names = names
        return path

    def _from_parsed_string(self, text):
        """For a text that is normal already."""
        path = self.with_segments(text)
        path._text = text or '.'
        return path

    @property
    def drive(self):
        """The drive prefix (letter or UNC path), if any."""
        try:
            return self._drive
        except AttributeError:
            self._parse()
            return self._drive

    @property
    def root(self):
        """The root of the path, if any."""
        try:
            return self._root
        except AttributeError:
            self._parse()
            return self._root

    @property
    def _tail(self):
        try:
            return self._names
        except AttributeError:
            self._parse()
            return self._names

    @property
    def anchor(self):
        """The concatenation of the drive and root, or ''."""
        return self.drive + self.root

    @property
    def parts(self):
        """The path's components, as a tuple."""
        anchor = self.anchor
        return (anchor, *self._tail) if anchor else tuple(self._tail)

    # Conversions.

    def __str__(self):
        try:
            return self._text
        except AttributeError:
            self._text = self._format_parts(self.drive, self.root, self._tail) or '.'
            return self._text

    def __fspath__(self):
        return str(self)

    def __bytes__(self):
        return os.fsencode(self)

    def __repr__(self):
        return f'{type(self).__name__}({self.as_posix()!r})'

    def __reduce__(self):
        return self.__class__, tuple(self._segments)

    def as_posix(self):
        """The text with forward slashes."""
        return str(self).replace(self.parser.sep, '/')

    def as_uri(self):
        """Return the path as a URI."""
        if not self.is_absolute():
            raise ValueError("relative path can't be expressed as a file URI")
        from urllib.parse import quote_from_bytes
        drive = self.drive
        if len(drive) == 2 and drive[1] == ':':
            return f'file:///{drive}{quote_from_bytes(os.fsencode(self.as_posix()[2:]))}'
        prefix = 'file:' if drive else 'file://'
        return prefix + quote_from_bytes(os.fsencode(self.as_posix()))

    # Comparisons: by the text, in lower case for Windows; the order is that of the parts.

    @property
    def _key(self):
        try:
            return self._compared
        except AttributeError:
            text = str(self)
            self._compared = text if self.parser is posixpath else text.lower()
            return self._compared

    @property
    def _key_parts(self):
        try:
            return self._compared_parts
        except AttributeError:
            self._compared_parts = self._key.split(self.parser.sep)
            return self._compared_parts

    def __hash__(self):
        try:
            return self._hash
        except AttributeError:
            self._hash = hash(self._key)
            return self._hash

    def __eq__(self, other):
        if not isinstance(other, PurePath):
            return NotImplemented
        return self._key == other._key and self.parser is other.parser

    def __lt__(self, other):
        if not isinstance(other, PurePath) or self.parser is not other.parser:
            return NotImplemented
        return self._key_parts < other._key_parts

    def __le__(self, other):
        if not isinstance(other, PurePath) or self.parser is not other.parser:
            return NotImplemented
        return self._key_parts <= other._key_parts

    def __gt__(self, other):
        if not isinstance(other, PurePath) or self.parser is not other.parser:
            return NotImplemented
        return self._key_parts > other._key_parts

    def __ge__(self, other):
        if not isinstance(other, PurePath) or self.parser is not other.parser:
            return NotImplemented
        return self._key_parts >= other._key_parts

    # Names.

    @property
    def name(self):
        """The final path component, if any."""
        tail = self._tail
        return tail[-1] if tail else ''

    @property
    def suffix(self):
        """The final component's last suffix, with its dot, or ''."""
        name = self.name
        dot = name.rfind('.')
        return name[dot:] if 0 < dot < len(name) - 1 else ''

    @property
    def suffixes(self):
        """The final component's suffixes, with their dots."""
        name = self.name
        if name.endswith('.'):
            return []
        return ['.' + suffix for suffix in name.lstrip('.').split('.')[1:]]

    @property
    def stem(self):
        """The final path component without its last suffix."""
        name = self.name
        dot = name.rfind('.')
        return name[:dot] if 0 < dot < len(name) - 1 else name

    def with_name(self, name):
        """The path with another final component."""
        parser = self.parser
        if (not name or parser.sep in name or (parser.altsep and parser.altsep in name)
                or name == '.'):
            raise ValueError(f'Invalid name {name!r}')
        tail = self._tail.copy()
        if not tail:
            raise ValueError(f'{self!r} has an empty name')
        tail[-1] = name
        return self._from_parsed_parts(self.drive, self.root, tail)

    def with_stem(self, stem):
        """The path with another stem and the same suffix."""
        suffix = self.suffix
        if not suffix:
            return self.with_name(stem)
        if not stem:
            raise ValueError(f'{self!r} has a non-empty suffix')
        return self.with_name(stem + suffix)

    def with_suffix(self, suffix):
        """The path with another last suffix, or with none if it is ''."""
        stem = self.stem
        if not stem:
            raise ValueError(f'{self!r} has an empty name')
        if suffix and not (suffix.startswith('.') and len(suffix) > 1):
            raise ValueError(f'Invalid suffix {suffix!r}')
        return self.with_name(stem + suffix)

    # Paths from paths.

    def joinpath(self, *pathsegments):
        """This path and the segments after it; an absolute segment starts anew."""
        return self.with_segments(self, *pathsegments)

    def __truediv__(self, key):
        try:
            return self.with_segments(self, key)
        except TypeError:
            return NotImplemented

    def __rtruediv__(self, key):
        try:
            return self.with_segments(key, self)
        except TypeError:
            return NotImplemented

    @property
    def parent(self):
        """The logical parent of the path."""
        tail = self._tail
        if not tail:
            return self
        return self._from_parsed_parts(self._drive, self._root, tail[:-1])

    @property
    def parents(self):
        """The logical parents, nearest first, as a sequence."""
        return _PathParents(self)

    def relative_to(self, other, /, *_deprecated, walk_up=False):
        """This path relative to another; ValueError if it is not under it.

        With `walk_up`, '..' segments may lead out of the other path.
        """
        other = self._other_of('relative_to', other, _deprecated)
        ups = 0
        for path in (other, *other.parents):
            if path == self or path in self.parents:
                break
            if not walk_up:
                raise ValueError(f'{str(self)!r} is not in the subpath of {str(other)!r}')
            if path.name == '..':
                raise ValueError(f"'..' segment in {str(other)!r} cannot be walked")
            ups += 1
        else:
            raise ValueError(f'{str(self)!r} and {str(other)!r} have different anchors')
        return self._from_parsed_parts('', '', ['..'] * ups + self._tail[len(path._tail):])

    def is_relative_to(self, other, /, *_deprecated):
        """Whether this path is the other one or under it."""
        other = self._other_of('is_relative_to', other, _deprecated)
        return other == self or other in self.parents

    def _other_of(self, method, other, more):
        if more:
            import warnings
            warnings.warn(
                f'support for supplying more than one positional argument to '
                f'pathlib.PurePath.{method}() is deprecated and scheduled for removal in '
                f'Python 3.14', DeprecationWarning, stacklevel=3)
            return self.with_segments(other, *more)
        return other if isinstance(other, PurePath) else self.with_segments(other)

    # Questions.

    def is_absolute(self):
        """Whether the path has a root and, for Windows, a drive."""
        if self.parser is posixpath:
            # Without joining and parsing: the last segment with a root starts the path.
            return any(segment.startswith('/') for segment in self._segments)
        return self.parser.isabs(self)

    def is_reserved(self):
        """Whether Windows reserves the path. Deprecated: os.path.isreserved() tells."""
        import warnings
        warnings._deprecated(
            'pathlib.PurePath.is_reserved',
            'pathlib.PurePath.is_reserved() is deprecated and scheduled for removal in Python '
            '{remove}. Use os.path.isreserved() to detect reserved paths on Windows.',
            remove=(3, 15))
        if self.parser is posixpath:
            return False
        return self.parser.isreserved(self)

    def match(self, path_pattern, *, case_sensitive=None):
        """Whether the path matches the pattern, from the right if that is relative; `**` is `*`."""
        if not isinstance(path_pattern, PurePath):
            path_pattern = self.with_segments(path_pattern)
        if case_sensitive is None:
            case_sensitive = self.parser is posixpath
        parts = self.parts[::-1]
        patterns = path_pattern.parts[::-1]
        if not patterns:
            raise ValueError('empty pattern')
        if len(parts) < len(patterns) or (len(parts) > len(patterns) and path_pattern.anchor):
            return False
        from pathlib._select import matcher
        sep = path_pattern.parser.sep
        return all(matcher(pattern, sep, case_sensitive, False)(part) is not None
                   for part, pattern in zip(parts, patterns))

    def full_match(self, pattern, *, case_sensitive=None):
        """Whether the whole path matches the pattern, in which `**` is any number of segments."""
        if not isinstance(pattern, PurePath):
            pattern = self.with_segments(pattern)
        if case_sensitive is None:
            case_sensitive = self.parser is posixpath
        # '.' is the text of the empty path; it is no name that a wildcard could match.
        path = str(self) if self.parts else ''
        pattern_text = str(pattern) if pattern.parts else ''
        from pathlib._select import matcher
        return matcher(pattern_text, pattern.parser.sep, case_sensitive, True)(path) is not None


class _PathParents:
    """The parents of a path as a sequence; made for each access."""
    __slots__ = ('_path', '_count')

    def __init__(self, path):
        self._path = path
        self._count = len(path._tail)

    def __len__(self):
        return self._count

    def __getitem__(self, index):
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(self._count)))
        if not -self._count <= index < self._count:
            raise IndexError(index)
        if index < 0:
            index += self._count
        path = self._path
        return path._from_parsed_parts(path.drive, path.root, path._tail[:-index - 1])

    def __iter__(self):
        for index in range(self._count):
            yield self[index]

    def __reversed__(self):
        for index in reversed(range(self._count)):
            yield self[index]

    def __contains__(self, path):
        return any(path is parent or path == parent for parent in self)

    def index(self, value, start=0, stop=None):
        for index in range(*slice(start, stop).indices(self._count)):
            if self[index] == value:
                return index
        raise ValueError

    def count(self, value):
        return sum(parent == value for parent in self)

    def __repr__(self):
        return f'<{type(self._path).__name__}.parents>'


class PurePosixPath(PurePath):
    """PurePath subclass for non-Windows systems.

    It can be made on any system.
    """
    __slots__ = ()
    parser = posixpath


class _NtParser:
    """Loads ntpath when a Windows path is first taken apart."""

    def __get__(self, path, cls):
        import ntpath
        PureWindowsPath.parser = ntpath
        return ntpath


class PureWindowsPath(PurePath):
    """PurePath subclass for Windows systems.

    It can be made on any system.
    """
    __slots__ = ()
    parser = _NtParser()


def _register():
    # os.PathLike asks for __fspath__ alone; only Sequence needs to hear of the parents.
    abc = sys.modules.get('collections.abc') or sys.modules.get('_collections_abc')
    if abc is not None:
        abc.Sequence.register(_PathParents)


_register()
