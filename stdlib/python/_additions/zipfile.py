"""zipfile of 3.12 and 3.13: patterns and links in Path, the names that other archivers give as
Unicode, sizes of forced ZIP64 members, ZipInfo.compress_level, names and modes of open members."""
import re as _re
import sys as _module_registry
from types import ModuleType as _ModuleType
from _extend import _extend, _override

_UNICODE_PATH = 0x7075


@_override(ZipInfo)
class _info:
    compress_level = property(lambda self: self._compresslevel,
                              lambda self, level: _set_compress_level(self, level))

    def FileHeader(self, zip64=None):
        """The header of a member; its sizes are in an extra field if `zip64`."""
        if not zip64:
            return _info.FileHeader(self, zip64)
        self.extract_version = max(ZIP64_VERSION, self.extract_version)
        self.create_version = max(ZIP64_VERSION, self.create_version)
        header = _info.FileHeader(self, zip64)
        return header[:18] + b'\xff' * 8 + header[26:]

    def _decodeExtra(self):
        _info._decodeExtra(self)
        extra = self.extra
        while len(extra) >= 4:
            kind, length = struct.unpack('<HH', extra[:4])
            if kind == _UNICODE_PATH:
                self._take_unicode_path(extra[4:length + 4])
            extra = extra[length + 4:]

    def _take_unicode_path(self, data):
        """The name in Unicode counts if it belongs to the name that the member has."""
        import warnings
        try:
            version, crc = struct.unpack('<BL', data[:5])
            raw = self.orig_filename.encode('utf-8' if self.flag_bits & _MASK_UTF_FILENAME
                                            else 'cp437')
            if version != 1 or crc != crc32(raw):
                return
            name = data[5:].decode('utf-8')
        except (struct.error, UnicodeError) as error:
            raise BadZipFile('Corrupt unicode path extra field (0x7075)') from error
        if name:
            self.filename = name.partition('\0')[0]
        else:
            warnings.warn('Empty unicode path extra field (0x7075)', stacklevel=2)


def _set_compress_level(info, level):
    info._compresslevel = level


@_override(ZipExtFile)
class _reader:
    def __init__(self, fileobj, mode, zipinfo, pwd=None, close_fileobj=False):
        _reader.__init__(self, fileobj, mode if 'b' in mode else mode + 'b', zipinfo, pwd,
                         close_fileobj)


@_extend(_ZipWriteFile)
class _ZipWriteFile:
    @property
    def name(self):
        return self._zinfo.filename

    @property
    def mode(self):
        return 'wb'


@_override(ZipFile)
class _archive:
    @classmethod
    def _sanitize_windows_name(cls, arcname, pathsep):
        """Replace bad characters, and drop dots and spaces at the ends of names."""
        table = cls._windows_illegal_name_trans_table
        if not table:
            illegal = ':<>|"?*'
            table = str.maketrans(illegal, '_' * len(illegal))
            cls._windows_illegal_name_trans_table = table
        names = (name.rstrip(' .') for name in arcname.translate(table).split(pathsep))
        return pathsep.join(name for name in names if name)

    def _extract_member(self, member, targetpath, pwd):
        try:
            return _archive._extract_member(self, member, targetpath, pwd)
        except FileExistsError as error:
            if not os.path.isdir(error.filename or ''):
                raise
            # Somebody else has just made the folder.
            return _archive._extract_member(self, member, targetpath, pwd)


# --- paths ---------------------------------------------------------------------------------------

def _pattern_of(pattern):
    """The regular expression of a pattern for names in an archive."""
    if not pattern:
        raise ValueError(f'Unacceptable pattern: {pattern!r}')
    parts = []
    names = pattern.split('/')
    for index, name in enumerate(names):
        last = index == len(names) - 1
        if name == '**':
            parts.append('.*' if last else '.*/')
            continue
        if name == '*':
            parts.append('[^/]+')          # never an empty name
            name = ''
        elif '**' in name:
            raise ValueError('** must appear alone in a path segment')
        for piece in _re.findall(r'\[[^\]]*\]|[*?]|[^[*?]+|\[', name):
            if piece == '*':
                parts.append('[^/]*')
            elif piece == '?':
                parts.append('[^/]')
            elif len(piece) > 2 and piece[0] == '[':
                parts.append(piece.replace('[!', '[^', 1).replace('\\', r'\\'))
            else:
                parts.append(_re.escape(piece))
        parts.append('/?' if last else '/')
    return ''.join(parts)


@_override(CompleteDirs)
class _complete:
    def __init__(self, *args, **kwargs):
        self._made_from = args, kwargs          # for pickle: a file cannot be copied
        super(CompleteDirs, self).__init__(*args, **kwargs)

    def __getstate__(self):
        return self._made_from

    def __setstate__(self, state):
        args, kwargs = state
        self.__init__(*args, **kwargs)

    def getinfo(self, name):
        """The ZipInfo of a name; folders that are only implied have one, too."""
        try:
            return super(CompleteDirs, self).getinfo(name)
        except KeyError:
            if not name.endswith('/') or name not in self._name_set():
                raise
            return ZipInfo(filename=name)

    @classmethod
    def inject(cls, zf):
        """Write the folders that the names in an archive imply into it."""
        for name in cls._implied_dirs(zf.namelist()):
            zf.writestr(name, b'')
        return zf


@_override(Path)
class _path_311:
    def __eq__(self, other):
        if self.__class__ is not other.__class__:
            return NotImplemented
        return (self.root, self.at) == (other.root, other.at)

    def __hash__(self):
        return hash((self.root, self.at))

    def _base(self):
        return pathlib.PurePosixPath(self.at or self.root.filename)

    name = property(lambda self: self._base().name)
    suffix = property(lambda self: self._base().suffix)
    suffixes = property(lambda self: self._base().suffixes)
    stem = property(lambda self: self._base().stem)

    def match(self, path_pattern):
        """Whether the path matches a pattern, as of pathlib."""
        return pathlib.PurePosixPath(self.at).match(path_pattern)

    def is_symlink(self):
        """Whether the member is a symbolic link."""
        return stat.S_ISLNK(self.root.getinfo(self.at).external_attr >> 16)

    def glob(self, pattern):
        """The paths below this one that match a pattern."""
        matches = _re.compile(_re.escape(self.at) + _pattern_of(pattern), _re.S).fullmatch
        return map(self._next, filter(matches, self.root.namelist()))

    def rglob(self, pattern):
        """The paths below this one, however deep, that match a pattern."""
        return self.glob(f'**/{pattern}')

    def relative_to(self, other, *extra):
        """This path as seen from another one."""
        return posixpath.relpath(str(self), str(other.joinpath(*extra)))


def _make_submodule():
    """zipfile._path, as 3.12 calls the place of Path and its archives."""
    module = _ModuleType(f'{__name__}._path', 'Path and the archives that it looks into.')
    for name in ('Path', 'CompleteDirs', 'FastLookup'):
        setattr(module, name, globals()[name])
    _module_registry.modules[module.__name__] = module
    return module


_path = _make_submodule()
