"""Utilities for packages: listing modules, extending paths, reading data."""
from collections import namedtuple
from functools import singledispatch as simplegeneric
import importlib
import importlib.machinery
import importlib.util
import os
import os.path
import sys
import warnings
from types import ModuleType

__all__ = ['get_importer', 'iter_importers', 'walk_packages', 'iter_modules', 'get_data',
           'read_code', 'extend_path', 'get_loader', 'find_loader', 'ModuleInfo']

ModuleInfo = namedtuple('ModuleInfo', 'module_finder name ispkg')
ModuleInfo.__doc__ = 'A namedtuple with minimal info about a module.'


def _get_spec(finder, name):
    """The spec that a finder of sys.meta_path or of a folder has for a module."""
    try:
        find_spec = finder.find_spec
    except AttributeError:
        return None
    try:
        return find_spec(name)
    except TypeError:                     # a finder of sys.meta_path that wants the path too
        return find_spec(name, None)


def read_code(stream):
    """The code in a stream that holds a cache file; None if it isn't one of this version."""
    import marshal
    if stream.read(4) != importlib.util.MAGIC_NUMBER:
        return None
    stream.read(12)
    return marshal.load(stream)


def walk_packages(path=None, prefix='', onerror=None):
    """Yield ModuleInfo for the modules on a path and, importing packages, all beneath them."""
    seen = set()
    for info in iter_modules(path, prefix):
        yield info
        if not info.ispkg:
            continue
        try:
            __import__(info.name)
        except ImportError:
            if onerror is not None:
                onerror(info.name)
        except Exception:
            if onerror is None:
                raise
            onerror(info.name)
        else:
            # A folder on several paths is entered once.
            below = [p for p in getattr(sys.modules[info.name], '__path__', None) or []
                     if p not in seen]
            seen.update(below)
            yield from walk_packages(below, info.name + '.', onerror)


def iter_modules(path=None, prefix=''):
    """Yield ModuleInfo for the modules on a path, on sys.path by default."""
    if path is None:
        importers = iter_importers()
    elif isinstance(path, str):
        raise ValueError("path must be None or list of paths to look for modules in")
    else:
        importers = map(get_importer, path)
    yielded = set()
    for importer in importers:
        for name, ispkg in iter_importer_modules(importer, prefix):
            if name not in yielded:
                yielded.add(name)
                yield ModuleInfo(importer, name, ispkg)


@simplegeneric
def iter_importer_modules(importer, prefix=''):
    if hasattr(importer, 'iter_modules'):
        return importer.iter_modules(prefix)
    zipimport = sys.modules.get('zipimport')
    if zipimport is not None and isinstance(importer, zipimport.zipimporter):
        return iter_zipimport_modules(importer, prefix)
    return []


def iter_zipimport_modules(importer, prefix=''):
    import inspect
    import zipimport
    yielded = set()
    for path in sorted(zipimport._zip_directory_cache[importer.archive]):
        if not path.startswith(importer.prefix):
            continue
        parts = path.removeprefix(importer.prefix).split(os.sep)
        if len(parts) == 2 and inspect.getmodulename(parts[1]) == '__init__':
            name, ispkg = parts[0], True
        elif len(parts) == 1:
            name, ispkg = inspect.getmodulename(parts[0]), False
        else:
            continue
        if name and '.' not in name and name != '__init__' and name not in yielded:
            yielded.add(name)
            yield prefix + name, ispkg


def _iter_file_finder_modules(importer, prefix=''):
    import inspect
    if importer.path is None or not os.path.isdir(importer.path):
        return
    try:
        names = sorted(os.listdir(importer.path))
    except OSError:
        names = []
    yielded = set()
    for filename in names:
        name = inspect.getmodulename(filename)
        if name == '__init__' or name in yielded:
            continue
        ispkg = False
        if not name and '.' not in filename:
            folder = os.path.join(importer.path, filename)
            if not os.path.isdir(folder):
                continue
            try:
                contents = os.listdir(folder)
            except OSError:
                contents = []
            # Only what has an __init__; namespace packages are not listed.
            if not any(inspect.getmodulename(entry) == '__init__' for entry in contents):
                continue
            name = filename
            ispkg = True
        if name and '.' not in name:
            yielded.add(name)
            yield prefix + name, ispkg


iter_importer_modules.register(importlib.machinery.FileFinder, _iter_file_finder_modules)


def get_importer(path_item):
    """The finder for an item of sys.path, or None."""
    path_item = os.fsdecode(path_item)
    try:
        return sys.path_importer_cache[path_item]
    except KeyError:
        pass
    for hook in sys.path_hooks:
        try:
            importer = hook(path_item)
        except ImportError:
            continue
        sys.path_importer_cache.setdefault(path_item, importer)
        return importer
    return None


def iter_importers(fullname=""):
    """Yield the finders that an import of the module would ask; for a top name all of them."""
    if fullname.startswith('.'):
        raise ImportError("Relative module name {!r} not supported".format(fullname))
    if '.' in fullname:
        package_name = fullname.rpartition(".")[0]
        package = importlib.import_module(package_name)
        path = getattr(package, '__path__', None)
        if path is None:
            return
    else:
        yield from sys.meta_path
        path = sys.path
    for item in path:
        yield get_importer(item)


def _find_loader(fullname):
    try:
        spec = importlib.util.find_spec(fullname)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise ImportError("Error while finding loader for {!r} ({}: {})".format(
            fullname, type(error), error)) from error
    return spec.loader if spec is not None else None


def get_loader(module_or_name):
    """Deprecated: the loader of a module."""
    warnings._deprecated("pkgutil.get_loader",
                         f"{warnings._DEPRECATED_MSG}; "
                         "use importlib.util.find_spec() instead", remove=(3, 14))
    if module_or_name in sys.modules:
        module_or_name = sys.modules[module_or_name]
        if module_or_name is None:
            return None
    if isinstance(module_or_name, ModuleType):
        loader = getattr(module_or_name, '__loader__', None)
        if loader is not None:
            return loader
        if getattr(module_or_name, '__spec__', None) is None:
            return None
        module_or_name = module_or_name.__name__
    return _find_loader(module_or_name)


def find_loader(fullname):
    """Deprecated: the loader that would load a module."""
    warnings._deprecated("pkgutil.find_loader",
                         f"{warnings._DEPRECATED_MSG}; "
                         "use importlib.util.find_spec() instead", remove=(3, 14))
    if fullname.startswith('.'):
        raise ImportError("Relative module name {!r} not supported".format(fullname))
    return _find_loader(fullname)


def extend_path(path, name):
    """A package's __path__ with the folders of that name on sys.path, and those of .pkg files."""
    if not isinstance(path, list):
        return path
    pkgfile_name = name + ".pkg"
    path = path[:]
    parent, _, last = name.rpartition('.')
    if parent:
        try:
            search = getattr(sys.modules[parent], '__path__')
        except (KeyError, AttributeError):
            return path
    else:
        search = sys.path
    for folder in search:
        if not isinstance(folder, str):
            continue
        finder = get_importer(folder)
        if finder is not None:
            portions = []
            if hasattr(finder, 'find_spec'):
                spec = finder.find_spec(last)
                if spec is not None:
                    portions = spec.submodule_search_locations or []
            elif hasattr(finder, 'find_loader'):
                _, portions = finder.find_loader(last)
            for portion in portions:
                if portion not in path:
                    path.append(portion)
        pkgfile = os.path.join(folder, pkgfile_name)
        if os.path.isfile(pkgfile):
            try:
                with open(pkgfile) as file:
                    lines = file.read().splitlines()
            except OSError as error:
                sys.stderr.write("Can't open %s: %s\n" % (pkgfile, error))
                continue
            for line in lines:
                line = line.rstrip('\n')
                if line and not line.startswith('#'):
                    path.append(line)
    return path


def get_data(package, resource):
    """The bytes of a file inside a package; None if its loader can't give them."""
    spec = importlib.util.find_spec(package)
    if spec is None:
        return None
    loader = spec.loader
    if loader is None or not hasattr(loader, 'get_data'):
        return None
    module = sys.modules.get(package) or importlib._bootstrap._load(spec)
    if module is None or not hasattr(module, '__file__'):
        return None
    parts = resource.split('/')
    parts.insert(0, os.path.dirname(module.__file__))
    return loader.get_data(os.path.join(*parts))


def _is_dotted(text):
    parts = text.split('.')
    return all(part.isidentifier() for part in parts)


def resolve_name(name):
    """The object that 'package.module:attribute.path' or 'package.module.attribute' names."""
    if not isinstance(name, str):
        raise TypeError(f'name must be a str, not {type(name).__name__}')
    module_name, colon, rest = name.partition(':')
    if not module_name or not _is_dotted(module_name) or (
            colon and rest and not _is_dotted(rest)):
        raise ValueError(f'invalid format: {name!r}')
    if colon:
        result = importlib.import_module(module_name)
        names = rest.split('.') if rest else []
    else:
        names = module_name.split('.')
        module_name = names.pop(0)
        result = importlib.import_module(module_name)
        # As many as are modules; the others are attributes.
        while names:
            longer = f'{module_name}.{names[0]}'
            try:
                result = importlib.import_module(longer)
            except ImportError:
                break
            names.pop(0)
            module_name = longer
    for part in names:
        result = getattr(result, part)
    return result
