"""Building blocks for importers: specs, modules, names, lazy loading."""
import sys
import types
import _imp

from ._abc import Loader
from ._bootstrap import _find_spec, _resolve_name, module_from_spec, spec_from_loader
from ._bootstrap_external import (_RAW_MAGIC_NUMBER, MAGIC_NUMBER, cache_from_source,
                                  decode_source, source_from_cache, spec_from_file_location)


def source_hash(source_bytes):
    """The hash of source that cache files by hash contain."""
    return _imp.source_hash(_RAW_MAGIC_NUMBER, source_bytes)


def resolve_name(name, package):
    """The absolute name of a relative one."""
    if not name.startswith('.'):
        return name
    if not package:
        raise ImportError(f'no package specified for {repr(name)} '
                          '(required for relative module names)')
    level = len(name) - len(name.lstrip('.'))
    return _resolve_name(name[level:], package, level)


def _spec_of_loaded(name):
    module = sys.modules[name]
    if module is None:
        return None
    try:
        spec = module.__spec__
    except AttributeError:
        raise ValueError(f'{name}.__spec__ is not set') from None
    if spec is None:
        raise ValueError(f'{name}.__spec__ is None')
    return spec


def _find_spec_from_path(name, path=None):
    """The spec of a module, without importing its parents."""
    if name in sys.modules:
        return _spec_of_loaded(name)
    return _find_spec(name, path)


def find_spec(name, package=None):
    """The spec of a module, or None; its parents are imported."""
    fullname = resolve_name(name, package) if name.startswith('.') else name
    if fullname in sys.modules:
        return _spec_of_loaded(fullname)
    parent_name = fullname.rpartition('.')[0]
    path = None
    if parent_name:
        parent = __import__(parent_name, fromlist=['__path__'])
        try:
            path = parent.__path__
        except AttributeError as error:
            raise ModuleNotFoundError(
                f"__path__ attribute not found on {parent_name!r} "
                f"while trying to find {fullname!r}", name=fullname) from error
    return _find_spec(fullname, path)


class _incompatible_extension_module_restrictions:
    """A context that sets whether extension modules are checked for subinterpreters."""

    def __init__(self, *, disable_check):
        self.disable_check = bool(disable_check)

    def __enter__(self):
        self.old = _imp._override_multi_interp_extensions_check(self.override)
        return self

    def __exit__(self, *args):
        old = self.old
        del self.old
        _imp._override_multi_interp_extensions_check(old)

    @property
    def override(self):
        return -1 if self.disable_check else 1


class _LazyModule(types.ModuleType):
    """A module that is loaded when an attribute of it is first used."""

    def __getattribute__(self, attr):
        get = object.__getattribute__
        spec = get(self, '__spec__')
        state = spec.loader_state
        with state['lock']:
            # Another thread may have loaded it while this one waited.
            if get(self, '__class__') is _LazyModule:
                own = get(self, '__dict__')
                if state['is_loading']:
                    # The module's own code, or the loader's, while it runs.
                    return get(self, attr)
                state['is_loading'] = True
                # What was set before is kept, and wins over what the code sets.
                before = state['__dict__']
                changed = {}
                for key, value in own.items():
                    if key not in before or id(own[key]) != id(before[key]):
                        changed[key] = value
                original = own['__spec__'].name
                spec.loader.exec_module(self)
                # The code may have put another module in its place.
                if original in sys.modules and id(self) != id(sys.modules[original]):
                    raise ValueError(f"module object for {original!r} "
                                     "substituted in sys.modules during a lazy load")
                own.update(changed)
                # Not by setattr, which a class of the loader's may forbid.
                object.__setattr__(self, '__class__', state['__class__'])
        return getattr(self, attr)

    def __delattr__(self, attr):
        # Load first, so that there is something to delete.
        self.__getattribute__(attr)
        delattr(self, attr)


class LazyLoader(Loader):
    """Puts off the running of a module until it is used."""

    @staticmethod
    def __check_eager_loader(loader):
        if not hasattr(loader, 'exec_module'):
            raise TypeError('loader must define exec_module()')

    @classmethod
    def factory(cls, loader):
        """A function that makes lazy loaders over loaders of a class."""
        cls.__check_eager_loader(loader)
        return lambda *args, **kwargs: cls(loader(*args, **kwargs))

    def __init__(self, loader):
        self.__check_eager_loader(loader)
        self.loader = loader

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        import threading
        module.__spec__.loader = self.loader
        module.__loader__ = self.loader
        module.__spec__.loader_state = {
            '__dict__': module.__dict__.copy(), '__class__': module.__class__,
            'lock': threading.RLock(), 'is_loading': False}
        module.__class__ = _LazyModule
