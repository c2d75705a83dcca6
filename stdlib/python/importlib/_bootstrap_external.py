"""Importing from files: finders along sys.path, loaders, and the cache of compiled modules.

Besides what _bootstrap expects, `_imp` has: source_hash(key, data) -> 8 bytes,
check_hash_based_pycs ('default', 'always', 'never'), extension_suffixes(), create_dynamic(spec),
exec_dynamic(module), _fix_co_filename(code, path), and pyc_magic, the 4 bytes that a cache file
of this version begins with. The rest of the file is as CPython has it: flags, then modification
time and size or a hash of the source, then the code by `marshal`.
"""
import _imp
import _io
import _warnings
import marshal
import posix as _os
import sys

from importlib import _bootstrap

_CASE_INSENSITIVE_PLATFORMS_STR_KEY = 'win',
_CASE_INSENSITIVE_PLATFORMS_BYTES_KEY = 'cygwin', 'darwin', 'ios', 'tvos', 'watchos'
_CASE_INSENSITIVE_PLATFORMS = (_CASE_INSENSITIVE_PLATFORMS_BYTES_KEY
                               + _CASE_INSENSITIVE_PLATFORMS_STR_KEY)
_MS_WINDOWS = False

path_separators = '/'
path_sep = '/'
path_sep_tuple = ('/',)
_pathseps_with_colon = {':/'}

# As in _bootstrap.
__name__ = '_frozen_importlib_external'
MAGIC_NUMBER = getattr(_imp, 'pyc_magic', b'\xf3\r\r\n')
_RAW_MAGIC_NUMBER = int.from_bytes(MAGIC_NUMBER, 'little')

_PYCACHE = '__pycache__'
_OPT = 'opt-'

SOURCE_SUFFIXES = ['.py']
EXTENSION_SUFFIXES = _imp.extension_suffixes() if hasattr(_imp, 'extension_suffixes') else []
BYTECODE_SUFFIXES = ['.pyc']
DEBUG_BYTECODE_SUFFIXES = OPTIMIZED_BYTECODE_SUFFIXES = BYTECODE_SUFFIXES

_code_type = type((lambda: None).__code__)
_verbose_message = _bootstrap._verbose_message


def _make_relax_case():
    """A function that tells whether the case of file names may be ignored: here, never."""
    return lambda: False


_relax_case = _make_relax_case()


def _pack_uint32(x):
    return (int(x) & 0xFFFFFFFF).to_bytes(4, 'little')


def _unpack_uint64(data):
    assert len(data) == 8
    return int.from_bytes(data, 'little')


def _unpack_uint32(data):
    assert len(data) == 4
    return int.from_bytes(data, 'little')


def _unpack_uint16(data):
    assert len(data) == 2
    return int.from_bytes(data, 'little')


# Paths. Not os.path, which would be a circular import when it is loaded from a file.

def _path_join(*path_parts):
    return '/'.join([part.rstrip('/') for part in path_parts if part])


def _path_split(path):
    head, slash, tail = path.rpartition('/')
    return (head, tail) if slash else ('', path)


def _path_stat(path):
    return _os.stat(path)


def _path_is_mode_type(path, mode):
    try:
        found = _path_stat(path)
    except OSError:
        return False
    return (found.st_mode & 0o170000) == mode


def _path_isfile(path):
    return _path_is_mode_type(path, 0o100000)


def _path_isdir(path):
    return _path_is_mode_type(path or _os.getcwd(), 0o040000)


def _path_isabs(path):
    return path.startswith('/')


def _path_abspath(path):
    if not path or path == '.':
        return _os.getcwd()
    if path.startswith('/'):
        return path
    if path.startswith('./'):
        path = path[2:]
    return f'{_os.getcwd()}/{path}'


def _write_atomic(path, data, mode=0o666):
    """Write a file beside its place and rename it; readers see all of it or nothing."""
    temporary = f'{path}.{id(path)}'
    fd = _os.open(temporary, _os.O_EXCL | _os.O_CREAT | _os.O_WRONLY, mode & 0o666)
    try:
        with _io.FileIO(fd, 'wb') as file:
            written = file.write(data)
            if written != len(data):
                raise OSError("os.write() didn't write the full pyc file")
        _os.replace(temporary, path)
    except OSError:
        try:
            _os.unlink(temporary)
        except OSError:
            pass
        raise


# The names of cache files

def cache_from_source(path, debug_override=None, *, optimization=None):
    """The path of the cache file of a source file."""
    if debug_override is not None:
        _warnings.warn('the debug_override parameter is deprecated; use '
                       "'optimization' instead", DeprecationWarning)
        if optimization is not None:
            raise TypeError('debug_override or optimization must be set to None')
        optimization = '' if debug_override else 1
    path = _os.fspath(path)
    head, tail = _path_split(path)
    base, dot, rest = tail.rpartition('.')
    tag = sys.implementation.cache_tag
    if tag is None:
        raise NotImplementedError('sys.implementation.cache_tag is None')
    name = f'{base or rest}{dot}{tag}'
    if optimization is None:
        optimization = sys.flags.optimize or ''
    optimization = str(optimization)
    if optimization:
        if not optimization.isalnum():
            raise ValueError(f'{optimization!r} is not alphanumeric')
        name = f'{name}.{_OPT}{optimization}'
    name += BYTECODE_SUFFIXES[0]
    if sys.pycache_prefix is not None:
        # The tree of sources is mirrored below the prefix.
        head = _path_abspath(head)
        return _path_join(sys.pycache_prefix, head.lstrip('/'), name)
    return _path_join(head, _PYCACHE, name)


def source_from_cache(path):
    """The path of the source file of a cache file; the source need not exist."""
    if sys.implementation.cache_tag is None:
        raise NotImplementedError('sys.implementation.cache_tag is None')
    path = _os.fspath(path)
    head, name = _path_split(path)
    in_prefix = False
    if sys.pycache_prefix is not None:
        prefix = sys.pycache_prefix.rstrip('/')
        if head.startswith(prefix + '/'):
            head = head[len(prefix):]
            in_prefix = True
    if not in_prefix:
        head, folder = _path_split(head)
        if folder != _PYCACHE:
            raise ValueError(f'{_PYCACHE} not bottom-level directory in {path!r}')
    dots = name.count('.')
    if dots not in {2, 3}:
        raise ValueError(f'expected only 2 or 3 dots in {name!r}')
    if dots == 3:
        optimization = name.rsplit('.', 2)[-2]
        if not optimization.startswith(_OPT):
            raise ValueError("optimization portion of filename does not start with "
                             f"{_OPT!r}")
        level = optimization[len(_OPT):]
        if not level.isalnum():
            raise ValueError(f"optimization level {optimization!r} is not an alphanumeric value")
    return _path_join(head, name.partition('.')[0] + SOURCE_SUFFIXES[0])


def _get_sourcefile(bytecode_path):
    """The source file of a cache file if it exists, else the path itself."""
    if not bytecode_path:
        return None
    rest, _, extension = bytecode_path.rpartition('.')
    if not rest or extension.lower()[-3:-1] != 'py':
        return bytecode_path
    try:
        source_path = source_from_cache(bytecode_path)
    except (NotImplementedError, ValueError):
        source_path = bytecode_path[:-1]
    return source_path if _path_isfile(source_path) else bytecode_path


def _get_cached(filename):
    if filename.endswith(tuple(SOURCE_SUFFIXES)):
        try:
            return cache_from_source(filename)
        except NotImplementedError:
            return None
    if filename.endswith(tuple(BYTECODE_SUFFIXES)):
        return filename
    return None


def _calc_mode(path):
    """The permissions of a cache file: the source's, and writable."""
    try:
        mode = _path_stat(path).st_mode
    except OSError:
        mode = 0o666
    return mode | 0o200


def _check_name(method):
    """Let a loader's method check the name that it is asked for."""
    def checked(self, name=None, *args, **kwargs):
        if name is None:
            name = self.name
        elif self.name != name:
            raise ImportError('loader for %s cannot handle %s' % (self.name, name), name=name)
        return method(self, name, *args, **kwargs)
    _bootstrap._wrap(checked, method)
    return checked


# The contents of cache files

def _classify_pyc(data, name, exc_details):
    """The flags of a cache file; ImportError if it isn't ours, EOFError if it is cut."""
    magic = data[:4]
    if magic != MAGIC_NUMBER:
        message = f'bad magic number in {name!r}: {magic!r}'
        _verbose_message('{}', message)
        raise ImportError(message, **exc_details)
    if len(data) < 16:
        message = f'reached EOF while reading pyc header of {name!r}'
        _verbose_message('{}', message)
        raise EOFError(message)
    flags = _unpack_uint32(data[4:8])
    if flags & ~0b11:
        raise ImportError(f'invalid flags {flags!r} in {name!r}', **exc_details)
    return flags


def _validate_timestamp_pyc(data, source_mtime, source_size, name, exc_details):
    if _unpack_uint32(data[8:12]) != (source_mtime & 0xFFFFFFFF):
        message = f'bytecode is stale for {name!r}'
        _verbose_message('{}', message)
        raise ImportError(message, **exc_details)
    if source_size is not None and _unpack_uint32(data[12:16]) != (source_size & 0xFFFFFFFF):
        raise ImportError(f'bytecode is stale for {name!r}', **exc_details)


def _validate_hash_pyc(data, source_hash, name, exc_details):
    if data[8:16] != source_hash:
        raise ImportError(f'hash in bytecode doesn\'t match hash of source {name!r}',
                          **exc_details)


def _compile_bytecode(data, name=None, bytecode_path=None, source_path=None):
    code = marshal.loads(data)
    if not isinstance(code, _code_type):
        raise ImportError(f'Non-code object in {bytecode_path!r}', name=name, path=bytecode_path)
    _verbose_message('code object from {!r}', bytecode_path)
    if source_path is not None and hasattr(_imp, '_fix_co_filename'):
        _imp._fix_co_filename(code, source_path)
    return code


def _code_to_timestamp_pyc(code, mtime=0, source_size=0):
    data = bytearray(MAGIC_NUMBER)
    data += _pack_uint32(0)
    data += _pack_uint32(mtime)
    data += _pack_uint32(source_size)
    data += marshal.dumps(code)
    return data


def _code_to_hash_pyc(code, source_hash, checked=True):
    data = bytearray(MAGIC_NUMBER)
    data += _pack_uint32(0b1 | checked << 1)
    assert len(source_hash) == 8
    data += source_hash
    data += marshal.dumps(code)
    return data


def decode_source(source_bytes):
    """Source as text with universal newlines, by its encoding declaration."""
    import tokenize
    encoding, _ = tokenize.detect_encoding(_io.BytesIO(source_bytes).readline)
    return _io.IncrementalNewlineDecoder(None, True).decode(source_bytes.decode(encoding))


# Specs and loaders

_POPULATE = object()


def spec_from_file_location(name, location=None, *, loader=None,
                            submodule_search_locations=_POPULATE):
    """A spec for a file; the loader is chosen by the suffix unless it is given."""
    if location is None:
        location = '<unknown>'
        if hasattr(loader, 'get_filename'):
            try:
                location = loader.get_filename(name)
            except ImportError:
                pass
    else:
        location = _os.fspath(location)
        try:
            location = _path_abspath(location)
        except OSError:
            pass
    spec = _bootstrap.ModuleSpec(name, loader, origin=location)
    spec._set_fileattr = True
    if loader is None:
        for loader_class, suffixes in _get_supported_file_loaders():
            if location.endswith(tuple(suffixes)):
                loader = loader_class(name, location)
                spec.loader = loader
                break
        else:
            return None
    if submodule_search_locations is _POPULATE:
        if hasattr(loader, 'is_package'):
            try:
                is_package = loader.is_package(name)
            except ImportError:
                pass
            else:
                if is_package:
                    spec.submodule_search_locations = []
    else:
        spec.submodule_search_locations = submodule_search_locations
    if spec.submodule_search_locations == [] and location:
        spec.submodule_search_locations.append(_path_split(location)[0])
    return spec


def _bless_my_loader(module_globals):
    """The loader that the globals of a module name; __spec__ decides."""
    if not isinstance(module_globals, dict):
        return None
    missing = object()
    loader = module_globals.get('__loader__', None)
    spec = module_globals.get('__spec__', missing)
    if loader is None:
        if spec is missing:
            return None
        if spec is None:
            raise ValueError('Module globals is missing a __spec__.loader')
    spec_loader = getattr(spec, 'loader', missing)
    if spec_loader in (missing, None):
        if loader is None:
            kind = AttributeError if spec_loader is missing else ValueError
            raise kind('Module globals is missing a __spec__.loader')
        _warnings.warn('Module globals is missing a __spec__.loader', DeprecationWarning)
        spec_loader = loader
    assert spec_loader is not None
    if loader is not None and loader != spec_loader:
        _warnings.warn('Module globals; __loader__ != __spec__.loader', DeprecationWarning)
        return loader
    return spec_loader


class _LoaderBasics:
    """What loaders of source and of bytecode share."""

    def is_package(self, fullname):
        filename = _path_split(self.get_filename(fullname))[1]
        base = filename.rsplit('.', 1)[0]
        return base == '__init__' and fullname.rpartition('.')[2] != '__init__'

    def create_module(self, spec):
        """None: an ordinary module."""

    def exec_module(self, module):
        code = self.get_code(module.__name__)
        if code is None:
            raise ImportError(f'cannot load module {module.__name__!r} when '
                              'get_code() returns None')
        _bootstrap._call_with_frames_removed(exec, code, module.__dict__)
        # What later versions added to a module of the library runs in it afterwards.
        library = sys._stdlib_dir
        more = f'_additions.{module.__name__}'
        if library and _imp.is_frozen(more) and self.path.startswith(f'{library}/'):
            _bootstrap._call_with_frames_removed(exec, _imp.get_frozen_object(more),
                                                 module.__dict__)

    def load_module(self, fullname):
        """Deprecated."""
        return _bootstrap._load_module_shim(self, fullname)


class SourceLoader(_LoaderBasics):
    """Loads source through get_data() and path_stats(), caching what it compiles."""

    def path_mtime(self, path):
        """The modification time of a source file, as an int."""
        raise OSError

    def path_stats(self, path):
        """{'mtime': ..., 'size': ...}; the size is optional."""
        return {'mtime': self.path_mtime(path)}

    def _cache_bytecode(self, source_path, cache_path, data):
        return self.set_data(cache_path, data)

    def set_data(self, path, data):
        """Write a cache file; a loader that can't does nothing."""

    def get_source(self, fullname):
        path = self.get_filename(fullname)
        try:
            data = self.get_data(path)
        except OSError as error:
            raise ImportError('source not available through get_data()',
                              name=fullname) from error
        return decode_source(data)

    def source_to_code(self, data, path, *, _optimize=-1):
        """Compile source, given as bytes, text or a tree."""
        return _bootstrap._call_with_frames_removed(compile, data, path, 'exec',
                                                    dont_inherit=True, optimize=_optimize)

    def _cached_code(self, fullname, source_path, cache_path, mtime, stats):
        """(the code of a cache file that is valid or None, source bytes if they were read, whether
        the file is by hash, whether that is checked)."""
        source = None
        data = self.get_data(cache_path)
        details = {'name': fullname, 'path': cache_path}
        flags = _classify_pyc(data, fullname, details)
        by_hash = flags & 0b1 != 0
        check = flags & 0b10 != 0
        if by_hash:
            policy = getattr(_imp, 'check_hash_based_pycs', 'default')
            if policy != 'never' and (check or policy == 'always'):
                source = self.get_data(source_path)
                digest = _imp.source_hash(_RAW_MAGIC_NUMBER, source)
                try:
                    _validate_hash_pyc(data, digest, fullname, details)
                except ImportError:
                    return None, source, by_hash, check
        else:
            _validate_timestamp_pyc(data, mtime, stats['size'], fullname, details)
        _verbose_message('{} matches {}', cache_path, source_path)
        try:
            code = _compile_bytecode(memoryview(data)[16:], name=fullname,
                                     bytecode_path=cache_path, source_path=source_path)
        except ValueError:
            # Written by another build of Krait: as good as stale.
            _verbose_message('{} is of another version', cache_path)
            return None, source, by_hash, check
        return code, source, by_hash, check

    def get_code(self, fullname):
        """The code of a module, from its cache file if that is up to date."""
        source_path = self.get_filename(fullname)
        mtime = None
        source = None
        by_hash = False
        check = True
        stats = None
        try:
            cache_path = cache_from_source(source_path)
        except NotImplementedError:
            cache_path = None
        else:
            try:
                stats = self.path_stats(source_path)
            except OSError:
                pass
            else:
                mtime = int(stats['mtime'])
                stats = {'size': None, **stats}
                try:
                    code, source, by_hash, check = self._cached_code(
                        fullname, source_path, cache_path, mtime, stats)
                    if code is not None:
                        return code
                except OSError:
                    pass
                except (ImportError, EOFError):
                    pass
        if source is None:
            source = self.get_data(source_path)
        code = self.source_to_code(source, source_path)
        _verbose_message('code object from {}', source_path)
        if not sys.dont_write_bytecode and cache_path is not None and mtime is not None:
            if by_hash:
                data = _code_to_hash_pyc(code, _imp.source_hash(_RAW_MAGIC_NUMBER, source), check)
            else:
                data = _code_to_timestamp_pyc(code, mtime, len(source))
            try:
                self._cache_bytecode(source_path, cache_path, data)
            except NotImplementedError:
                pass
        return code


class FileLoader:
    """A loader of one file: name and path."""

    def __init__(self, fullname, path):
        self.name = fullname
        self.path = path

    def __eq__(self, other):
        return self.__class__ == other.__class__ and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(self.name) ^ hash(self.path)

    @_check_name
    def load_module(self, fullname):
        """Deprecated."""
        # Without super(): the class may come first or last among the bases.
        return super(FileLoader, self).load_module(fullname)

    @_check_name
    def get_filename(self, fullname):
        return self.path

    def get_data(self, path):
        if isinstance(self, (SourceLoader, SourcelessFileLoader, ExtensionFileLoader)):
            with _io.open_code(str(path)) as file:
                return file.read()
        with _io.FileIO(path, 'r') as file:
            return file.read()

    @_check_name
    def get_resource_reader(self, module):
        from importlib.readers import FileReader
        return FileReader(self)


class SourceFileLoader(FileLoader, SourceLoader):
    """Loads a source file."""

    def path_stats(self, path):
        found = _path_stat(path)
        return {'mtime': found.st_mtime, 'size': found.st_size}

    def _cache_bytecode(self, source_path, bytecode_path, data):
        return self.set_data(bytecode_path, data, _mode=_calc_mode(source_path))

    def set_data(self, path, data, *, _mode=0o666):
        parent, filename = _path_split(path)
        missing = []
        while parent and not _path_isdir(parent):
            parent, part = _path_split(parent)
            missing.append(part)
        for part in reversed(missing):
            parent = _path_join(parent, part)
            if not parent.startswith('/') and path.startswith('/'):
                parent = '/' + parent
            try:
                _os.mkdir(parent)
            except FileExistsError:
                continue
            except OSError as error:
                _verbose_message('could not create {!r}: {!r}', parent, error)
                return
        try:
            _write_atomic(path, data, _mode)
            _verbose_message('created {!r}', path)
        except OSError as error:
            _verbose_message('could not create {!r}: {!r}', path, error)


class SourcelessFileLoader(FileLoader, _LoaderBasics):
    """Loads a file of compiled code that has no source beside it."""

    def get_code(self, fullname):
        path = self.get_filename(fullname)
        data = self.get_data(path)
        _classify_pyc(data, fullname, {'name': fullname, 'path': path})
        return _compile_bytecode(memoryview(data)[16:], name=fullname, bytecode_path=path)

    def get_source(self, fullname):
        return None


class ExtensionFileLoader(FileLoader, _LoaderBasics):
    """Loads a shared library."""

    def __init__(self, name, path):
        self.name = name
        self.path = path

    def create_module(self, spec):
        return _bootstrap._call_with_frames_removed(_imp.create_dynamic, spec)

    def exec_module(self, module):
        _bootstrap._call_with_frames_removed(_imp.exec_dynamic, module)

    def is_package(self, fullname):
        filename = _path_split(self.path)[1]
        return any(filename == '__init__' + suffix for suffix in EXTENSION_SUFFIXES)

    def get_code(self, fullname):
        return None

    def get_source(self, fullname):
        return None

    @_check_name
    def get_filename(self, fullname):
        return self.path


class _NamespacePath:
    """The __path__ of a namespace package: found again when the parent's path has changed."""

    # Counted up by invalidate_caches().
    _epoch = 0

    def __init__(self, name, path, path_finder):
        self._name = name
        self._path = path
        self._last_parent_path = tuple(self._get_parent_path())
        self._last_epoch = self._epoch
        self._path_finder = path_finder

    def _find_parent_path_names(self):
        """(name of the module, name of its attribute) that hold the parent's path."""
        parent, dot, _ = self._name.rpartition('.')
        return (parent, '__path__') if dot else ('sys', 'path')

    def _get_parent_path(self):
        module, attribute = self._find_parent_path_names()
        return getattr(sys.modules[module], attribute)

    def _recalculate(self):
        parent_path = tuple(self._get_parent_path())
        if parent_path != self._last_parent_path or self._epoch != self._last_epoch:
            spec = self._path_finder(self._name, parent_path)
            # The module may have become an ordinary package; the old path is kept then.
            if spec is not None and spec.loader is None and spec.submodule_search_locations:
                self._path = spec.submodule_search_locations
            self._last_parent_path = parent_path
            self._last_epoch = self._epoch
        return self._path

    def __iter__(self):
        return iter(self._recalculate())

    def __getitem__(self, index):
        return self._recalculate()[index]

    def __setitem__(self, index, path):
        self._path[index] = path

    def __len__(self):
        return len(self._recalculate())

    def __repr__(self):
        return f'_NamespacePath({self._path!r})'

    def __contains__(self, item):
        return item in self._recalculate()

    def append(self, item):
        self._path.append(item)


class NamespaceLoader:
    """The loader of namespace packages, which have no code."""

    def __init__(self, name, path, path_finder):
        self._path = _NamespacePath(name, path, path_finder)

    def is_package(self, fullname):
        return True

    def get_source(self, fullname):
        return ''

    def get_code(self, fullname):
        return compile('', '<string>', 'exec', dont_inherit=True)

    def create_module(self, spec):
        """None: an ordinary module."""

    def exec_module(self, module):
        pass

    def load_module(self, fullname):
        """Deprecated."""
        _verbose_message('namespace module loaded with path {!r}', self._path)
        return _bootstrap._load_module_shim(self, fullname)

    def get_resource_reader(self, module):
        from importlib.readers import NamespaceReader
        return NamespaceReader(self._path)


_NamespaceLoader = NamespaceLoader


# Finders

class PathFinder:
    """The finder of sys.meta_path that goes along sys.path or __path__; used as a class."""

    @staticmethod
    def invalidate_caches():
        for name, finder in list(sys.path_importer_cache.items()):
            # Relative paths mean something else when the folder changes.
            if finder is None or not _path_isabs(name):
                del sys.path_importer_cache[name]
            elif hasattr(finder, 'invalidate_caches'):
                finder.invalidate_caches()
        _NamespacePath._epoch += 1
        # It has nothing to forget if nobody has loaded it.
        metadata = sys.modules.get('importlib.metadata')
        if metadata is not None:
            metadata.MetadataPathFinder().invalidate_caches()

    @staticmethod
    def _path_hooks(path):
        """The finder for an item of the path: from the first hook that takes it."""
        if sys.path_hooks is not None and not sys.path_hooks:
            _warnings.warn('sys.path_hooks is empty', ImportWarning)
        for hook in sys.path_hooks:
            try:
                return hook(path)
            except ImportError:
                continue
        return None

    @classmethod
    def _path_importer_cache(cls, path):
        if path == '':
            try:
                path = _os.getcwd()
            except (FileNotFoundError, PermissionError):
                # The folder has been removed, or may not be asked for.
                return None
        try:
            return sys.path_importer_cache[path]
        except KeyError:
            finder = cls._path_hooks(path)
            sys.path_importer_cache[path] = finder
            return finder

    @classmethod
    def _get_spec(cls, fullname, path, target=None):
        """The spec, without a loader for the portions of a namespace package."""
        portions = []
        for entry in path:
            if not isinstance(entry, str):
                continue
            if entry == sys._stdlib_dir:
                # The embedded modules take the place of the library's.
                if _imp.is_frozen(fullname):
                    return _bootstrap.FrozenImporter._spec_of(fullname)
                if _imp.is_removed(fullname):
                    continue
            finder = cls._path_importer_cache(entry)
            if finder is None:
                continue
            spec = finder.find_spec(fullname, target)
            if spec is None:
                continue
            if spec.loader is not None:
                return spec
            if spec.submodule_search_locations is None:
                raise ImportError('spec missing loader')
            portions.extend(spec.submodule_search_locations)
        spec = _bootstrap.ModuleSpec(fullname, None)
        spec.submodule_search_locations = portions
        return spec

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if path is None:
            path = sys.path
        spec = cls._get_spec(fullname, path, target)
        if spec.loader is None:
            portions = spec.submodule_search_locations
            if not portions:
                return None
            spec.origin = None
            spec.submodule_search_locations = _NamespacePath(fullname, portions, cls._get_spec)
        return spec

    @staticmethod
    def find_distributions(*args, **kwargs):
        """Distributions for importlib.metadata."""
        from importlib.metadata import MetadataPathFinder
        return MetadataPathFinder.find_distributions(*args, **kwargs)


class FileFinder:
    """The finder of one folder. It keeps the folder's listing until the folder changes."""

    def __init__(self, path, *loader_details):
        self._loaders = [(suffix, loader) for loader, suffixes in loader_details
                         for suffix in suffixes]
        if not path or path == '.':
            self.path = _os.getcwd()
        else:
            self.path = _path_abspath(path)
        self._path_mtime = -1
        self._path_cache = set()
        self._relaxed_path_cache = set()

    def invalidate_caches(self):
        self._path_mtime = -1

    def _get_spec(self, loader_class, fullname, path, smsl, target):
        return spec_from_file_location(fullname, path, loader=loader_class(fullname, path),
                                       submodule_search_locations=smsl)

    def find_spec(self, fullname, target=None):
        tail = fullname.rpartition('.')[2]
        try:
            mtime = _path_stat(self.path or _os.getcwd()).st_mtime
        except OSError:
            mtime = -1
        if mtime != self._path_mtime:
            self._fill_cache()
            self._path_mtime = mtime
        cache = self._path_cache
        is_namespace = False
        if tail in cache:
            base = _path_join(self.path, tail)
            for suffix, loader_class in self._loaders:
                path = _path_join(base, '__init__' + suffix)
                if _path_isfile(path):
                    return self._get_spec(loader_class, fullname, path, [base], target)
            # A folder without an __init__ may be part of a namespace package.
            is_namespace = _path_isdir(base)
        for suffix, loader_class in self._loaders:
            try:
                path = _path_join(self.path, tail + suffix)
            except ValueError:
                return None
            _verbose_message('trying {}', path, verbosity=2)
            if tail + suffix in cache and _path_isfile(path):
                return self._get_spec(loader_class, fullname, path, None, target)
        if is_namespace:
            _verbose_message('possible namespace for {}', base)
            spec = _bootstrap.ModuleSpec(fullname, None)
            spec.submodule_search_locations = [base]
            return spec
        return None

    def _fill_cache(self):
        try:
            contents = _os.listdir(self.path or _os.getcwd())
        except (FileNotFoundError, PermissionError, NotADirectoryError):
            contents = []                 # it may come to be
        self._path_cache = set(contents)

    @classmethod
    def path_hook(cls, *loader_details):
        """A hook for sys.path_hooks that takes folders."""
        def path_hook_for_FileFinder(path):
            if not _path_isdir(path):
                raise ImportError('only directories are supported', path=path)
            return cls(path, *loader_details)
        return path_hook_for_FileFinder

    def __repr__(self):
        return f'FileFinder({self.path!r})'


class WindowsRegistryFinder:
    """Finds nothing on this system."""

    REGISTRY_KEY = ('Software\\Python\\PythonCore\\{sys_version}'
                    '\\Modules\\{fullname}')
    REGISTRY_KEY_DEBUG = REGISTRY_KEY + '\\Debug'
    DEBUG_BUILD = False

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        return None


class AppleFrameworkLoader(ExtensionFileLoader):
    """Loads an extension from an iOS framework; nothing on this system does."""


def _fix_up_module(ns, name, pathname, cpathname=None):
    """Give the globals of a script the attributes of a module."""
    loader = ns.get('__loader__')
    spec = ns.get('__spec__')
    if not loader:
        if spec:
            loader = spec.loader
        elif pathname == cpathname:
            loader = SourcelessFileLoader(name, pathname)
        else:
            loader = SourceFileLoader(name, pathname)
    if not spec:
        spec = spec_from_file_location(name, pathname, loader=loader)
        if cpathname:
            spec.cached = _path_abspath(cpathname)
    try:
        ns['__spec__'] = spec
        ns['__loader__'] = loader
        ns['__file__'] = pathname
        ns['__cached__'] = cpathname
    except Exception:
        pass                              # the script does without


def _get_supported_file_loaders():
    """[(loader, suffixes)]: what a folder is searched for, in this order."""
    return [(ExtensionFileLoader, list(EXTENSION_SUFFIXES)),
            (SourceFileLoader, SOURCE_SUFFIXES),
            (SourcelessFileLoader, BYTECODE_SUFFIXES)]


def _set_bootstrap_module(_bootstrap_module):
    global _bootstrap
    _bootstrap = _bootstrap_module


def _default_path_hooks():
    """What sys.path_hooks is made of when it is first asked for."""
    hooks = [FileFinder.path_hook(*_get_supported_file_loaders())]
    try:
        from zipimport import zipimporter
    except ImportError:                   # no library folder
        return hooks
    return [zipimporter, *hooks]


def _default_meta_path():
    """What sys.meta_path is made of when it is first asked for."""
    return [_bootstrap.BuiltinImporter, _bootstrap.FrozenImporter, PathFinder]


def _install(_bootstrap_module):
    """Put the hook for folders in sys.path_hooks, and PathFinder in sys.meta_path."""
    _set_bootstrap_module(_bootstrap_module)
    for hook in _default_path_hooks():
        if hook not in sys.path_hooks:
            sys.path_hooks.append(hook)
    if PathFinder not in sys.meta_path:
        sys.meta_path.append(PathFinder)


__name__ = 'importlib._bootstrap_external'
_bootstrap._bootstrap_external = sys.modules[__name__]
