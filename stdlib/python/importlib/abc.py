"""Abstract base classes of finders and loaders."""
import abc
import warnings

from . import _bootstrap, _bootstrap_external
from . import machinery
from ._abc import Loader

_frozen_importlib = _bootstrap
_frozen_importlib_external = _bootstrap_external

__all__ = ['Loader', 'MetaPathFinder', 'PathEntryFinder', 'ResourceLoader', 'InspectLoader',
           'ExecutionLoader', 'FileLoader', 'SourceLoader']


def __getattr__(name):
    # Moved to importlib.resources.abc, and to be removed here.
    if name in ('ResourceReader', 'Traversable', 'TraversableResources'):
        from importlib.resources import abc as resources_abc
        warnings._deprecated(f"{__name__}.{name}", remove=(3, 14))
        found = globals()[name] = getattr(resources_abc, name)
        return found
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')


def _register(abstract_cls, *classes):
    for cls in classes:
        abstract_cls.register(cls)


class MetaPathFinder(metaclass=abc.ABCMeta):
    """A finder for sys.meta_path: find_spec(fullname, path, target=None)."""

    def invalidate_caches(self):
        """Look again from now on."""


_register(MetaPathFinder, machinery.BuiltinImporter, machinery.FrozenImporter,
          machinery.PathFinder, machinery.WindowsRegistryFinder)


class PathEntryFinder(metaclass=abc.ABCMeta):
    """A finder for one item of a path: find_spec(fullname, target=None)."""

    def invalidate_caches(self):
        """Look again from now on."""


_register(PathEntryFinder, machinery.FileFinder)


class ResourceLoader(Loader):
    """Deprecated: a loader that gives the data of files."""

    @abc.abstractmethod
    def get_data(self, path):
        """The bytes of a file."""
        raise OSError


class InspectLoader(Loader):
    """A loader that knows the source and code of its modules."""

    def is_package(self, fullname):
        """Whether the module is a package."""
        raise ImportError

    def get_code(self, fullname):
        """The code of the module, None if it has none."""
        source = self.get_source(fullname)
        if source is None:
            return None
        return self.source_to_code(source)

    @abc.abstractmethod
    def get_source(self, fullname):
        """The source of the module, None if it has none."""
        raise ImportError

    @staticmethod
    def source_to_code(data, path='<string>'):
        """Compile source."""
        return compile(data, path, 'exec', dont_inherit=True)

    exec_module = _bootstrap_external._LoaderBasics.exec_module
    load_module = _bootstrap_external._LoaderBasics.load_module


_register(InspectLoader, machinery.BuiltinImporter, machinery.FrozenImporter,
          machinery.NamespaceLoader)


class ExecutionLoader(InspectLoader):
    """A loader whose modules can be run as scripts."""

    @abc.abstractmethod
    def get_filename(self, fullname):
        """What __file__ is to be."""
        raise ImportError

    def get_code(self, fullname):
        """The code, compiled with the file's name."""
        source = self.get_source(fullname)
        if source is None:
            return None
        try:
            path = self.get_filename(fullname)
        except ImportError:
            return self.source_to_code(source)
        return self.source_to_code(source, path)


_register(ExecutionLoader, machinery.ExtensionFileLoader, machinery.AppleFrameworkLoader)


class FileLoader(_bootstrap_external.FileLoader, ResourceLoader, ExecutionLoader):
    """A loader of one file."""


_register(FileLoader, machinery.SourceFileLoader, machinery.SourcelessFileLoader)


class SourceLoader(_bootstrap_external.SourceLoader, ResourceLoader, ExecutionLoader):
    """A loader of source: get_data() and get_filename() are all it must have."""

    def path_mtime(self, path):
        """The modification time of the source as an int."""
        if self.path_stats.__func__ is SourceLoader.path_stats:
            raise OSError
        return int(self.path_stats(path)['mtime'])

    def path_stats(self, path):
        """{'mtime': ..., 'size': ...}."""
        if self.path_mtime.__func__ is SourceLoader.path_mtime:
            raise OSError
        return {'mtime': self.path_mtime(path)}

    def set_data(self, path, data):
        """Write a cache file, if possible."""


_register(SourceLoader, machinery.SourceFileLoader)
