"""Import by name, and reload; the parts of the import system are the submodules.

The submodules that are not embedded (resources, metadata, readers) come from the library's folder
along __path__.
"""
import sys
import _imp

from importlib import _bootstrap
from importlib import _bootstrap_external
from importlib._bootstrap import __import__
from importlib._bootstrap_external import _pack_uint32, _unpack_uint32

__all__ = ['__import__', 'import_module', 'invalidate_caches', 'reload']

# The names under which the VM of CPython has the two, and which its library imports.
sys.modules.setdefault('_frozen_importlib', _bootstrap)
sys.modules.setdefault('_frozen_importlib_external', _bootstrap_external)

_library = getattr(sys, '_stdlib_dir', None)
if _library and _library + '/importlib' not in __path__:
    __path__.append(_library + '/importlib')

_RELOADING = {}                           # name -> module, while it is being reloaded


def invalidate_caches():
    """Tell the finders to look again; to be called when modules were made while running."""
    for finder in sys.meta_path:
        if hasattr(finder, 'invalidate_caches'):
            finder.invalidate_caches()


def import_module(name, package=None):
    """Import a module by name, relative to package if the name begins with dots."""
    level = 0
    if name.startswith('.'):
        if not package:
            raise TypeError("the 'package' argument is required to perform a relative import for "
                            f"{name!r}")
        level = len(name) - len(name.lstrip('.'))
    return _bootstrap._gcd_import(name[level:], package, level)


def reload(module):
    """Run the code of a module again, in the module; the module in sys.modules afterwards."""
    try:
        name = module.__spec__.name
    except AttributeError:
        try:
            name = module.__name__
        except AttributeError:
            raise TypeError("reload() argument must be a module") from None
    if sys.modules.get(name) is not module:
        raise ImportError(f"module {name} not in sys.modules", name=name)
    if name in _RELOADING:
        return _RELOADING[name]
    _RELOADING[name] = module
    try:
        parent = name.rpartition('.')[0]
        path = None
        if parent:
            try:
                path = sys.modules[parent].__path__
            except KeyError:
                raise ImportError(f"parent {parent!r} not in sys.modules", name=parent) from None
        spec = module.__spec__ = _bootstrap._find_spec(name, path, module)
        if spec is None:
            raise ModuleNotFoundError(f"spec not found for the module {name!r}", name=name)
        _bootstrap._exec(spec, module)
        # The module may have replaced itself.
        return sys.modules[name]
    finally:
        try:
            del _RELOADING[name]
        except KeyError:
            pass
