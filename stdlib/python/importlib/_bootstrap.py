"""The core of the import system: specs, module locks, `import` itself, embedded modules.

The VM imports natively as long as sys.meta_path and sys.path_hooks are as it made them;
otherwise, and for whoever calls importlib, this module does the work, by the same rules. Entry
points for the VM: _install(sys, _imp), _find_and_load(name, import_), _handle_fromlist(module,
fromlist, import_) and _gcd_import(name, package, level).

What is expected of `_imp`: is_builtin(name) (1, 0), create_builtin(spec), exec_builtin(module);
for modules embedded in the binary, which count as frozen: is_frozen(name), is_frozen_package(name),
find_frozen(name) -> None or (data, is_package, original name), get_frozen_object(name[, data]) ->
code, and, if there, get_frozen_source(name) -> str; acquire_lock(), release_lock().

Locks: one per module being imported, so that two threads may import different modules at once.
A thread that would wait for itself in a circle goes on with the half-initialised module instead.
"""
import _imp
import _thread
import _warnings
import _weakref
import sys

# The name that CPython's VM has for this module: in the repr of its classes.
__name__ = '_frozen_importlib'
_bootstrap_external = None                # set when importlib._bootstrap_external is loaded


def _object_name(obj):
    try:
        return obj.__qualname__
    except AttributeError:
        return type(obj).__qualname__


def _wrap(new, old):
    """Give a function the names of the one that it replaces."""
    for attribute in ('__module__', '__name__', '__qualname__', '__doc__'):
        if hasattr(old, attribute):
            setattr(new, attribute, getattr(old, attribute))
    new.__dict__.update(old.__dict__)


def _new_module(name):
    return type(sys)(name)


def _call_with_frames_removed(f, *args, **kwds):
    """Call f; the frames of the import system are left out of tracebacks through here."""
    return f(*args, **kwds)


def _verbose_message(message, *args, verbosity=1):
    """Write to standard error under -v."""
    if sys.flags.verbose >= verbosity:
        if not message.startswith(('#', 'import ')):
            message = '# ' + message
        print(message.format(*args), file=sys.stderr)


# Locks

_module_locks = {}                        # name -> weak reference to its lock
_blocking_on = {}                         # thread -> list of the locks that it waits for


class _DeadlockError(RuntimeError):
    pass


class _ModuleLock:
    """A reentrant lock that raises instead of closing a circle of waiting threads."""

    def __init__(self, name):
        self.name = name
        self.lock = _thread.RLock()       # guards the fields below
        self.wakeup = _thread.allocate_lock()
        self.owner = None
        self.count = []                   # one item per acquisition: append and pop are atomic
        self.waiters = []

    def has_deadlock(self):
        """Whether a thread we would wait for waits for us."""
        me = _thread.get_ident()
        pending = [self.owner]
        seen = set()
        while pending:
            owner = pending.pop()
            if owner is None or owner in seen:
                continue
            if owner == me:
                return True
            seen.add(owner)
            pending.extend(lock.owner for lock in list(_blocking_on.get(owner, ())))
        return False

    def acquire(self):
        me = _thread.get_ident()
        waiting = _blocking_on.setdefault(me, [])
        waiting.append(self)
        try:
            while True:
                with self.lock:
                    if not self.count or self.owner == me:
                        self.owner = me
                        self.count.append(True)
                        return True
                    if self.has_deadlock():
                        raise _DeadlockError(f'deadlock detected by {self!r}')
                    # Held until the owner releases; the waiters then go on one by one.
                    if self.wakeup.acquire(False):
                        self.waiters.append(None)
                self.wakeup.acquire()
                self.wakeup.release()
        finally:
            waiting.remove(self)
            if not waiting:
                _blocking_on.pop(me, None)

    def release(self):
        me = _thread.get_ident()
        with self.lock:
            if self.owner != me:
                raise RuntimeError('cannot release un-acquired lock')
            self.count.pop()
            if not self.count:
                self.owner = None
                if self.waiters:
                    self.waiters.pop()
                    self.wakeup.release()

    def locked(self):
        return bool(self.count)

    def __repr__(self):
        return f'_ModuleLock({self.name!r}) at {id(self)}'


class _DummyModuleLock:
    """Stands in for _ModuleLock where there are no threads."""

    def __init__(self, name):
        self.name = name
        self.count = 0

    def acquire(self):
        self.count += 1
        return True

    def release(self):
        if self.count == 0:
            raise RuntimeError('cannot release un-acquired lock')
        self.count -= 1

    def __repr__(self):
        return f'_DummyModuleLock({self.name!r}) at {id(self)}'


class _ImportLockContext:
    """Holds the lock of the table of module locks."""

    def __enter__(self):
        _imp.acquire_lock()

    def __exit__(self, exc_type, exc_value, exc_traceback):
        _imp.release_lock()


class _ModuleLockManager:
    def __init__(self, name):
        self._name = name
        self._lock = None

    def __enter__(self):
        self._lock = _get_module_lock(self._name)
        self._lock.acquire()

    def __exit__(self, *args, **kwargs):
        self._lock.release()


def _get_module_lock(name):
    """The lock of a module, made if there is none."""
    with _ImportLockContext():
        reference = _module_locks.get(name)
        lock = reference() if reference is not None else None
        if lock is None:
            lock = _ModuleLock(name)

            def forget(ref, name=name):
                # Another lock may have taken the place meanwhile.
                with _ImportLockContext():
                    if _module_locks.get(name) is ref:
                        del _module_locks[name]

            _module_locks[name] = _weakref.ref(lock, forget)
    return lock


def _lock_unlock_module(name):
    """Wait until another thread has finished importing the module."""
    lock = _get_module_lock(name)
    try:
        lock.acquire()
    except _DeadlockError:
        pass                              # a circular import: take it as it is
    else:
        lock.release()


# Specs

# How a module is to be loaded: name, loader, origin, and for packages where to look inside.
ModuleSpec = type(sys.__spec__)


def spec_from_loader(name, loader, *, origin=None, is_package=None):
    """A spec, with what the loader knows about the module."""
    if origin is None:
        origin = getattr(loader, '_ORIGIN', None)
    if not origin and hasattr(loader, 'get_filename'):
        if _bootstrap_external is None:
            raise NotImplementedError
        make = _bootstrap_external.spec_from_file_location
        if is_package is None:
            return make(name, loader=loader)
        return make(name, loader=loader, submodule_search_locations=[] if is_package else None)
    if is_package is None:
        if hasattr(loader, 'is_package'):
            try:
                is_package = loader.is_package(name)
            except ImportError:
                is_package = None
        else:
            is_package = False
    return ModuleSpec(name, loader, origin=origin, is_package=is_package)


def _spec_from_module(module, loader=None, origin=None):
    """The spec of a module; made from its attributes if it has none."""
    spec = getattr(module, '__spec__', None)
    if spec is not None:
        return spec
    if loader is None:
        loader = getattr(module, '__loader__', None)
    location = getattr(module, '__file__', None)
    if origin is None:
        origin = location if location is not None else getattr(loader, '_ORIGIN', None)
    spec = ModuleSpec(module.__name__, loader, origin=origin)
    spec._set_fileattr = location is not None and origin == location
    spec.cached = getattr(module, '__cached__', None)
    path = getattr(module, '__path__', None)
    spec.submodule_search_locations = list(path) if path is not None else None
    return spec


def _init_module_attrs(spec, module, *, override=False):
    """Give a module the attributes that its spec determines."""
    def give(name, value):
        if not override and getattr(module, name, None) is not None:
            return
        try:
            setattr(module, name, value)
        except AttributeError:
            pass                          # an object that only poses as a module

    give('__name__', spec.name)
    if override or getattr(module, '__loader__', None) is None:
        loader = spec.loader
        if loader is None and spec.submodule_search_locations is not None:
            # A namespace package.
            if _bootstrap_external is None:
                raise NotImplementedError
            NamespaceLoader = _bootstrap_external.NamespaceLoader
            loader = NamespaceLoader.__new__(NamespaceLoader)
            loader._path = spec.submodule_search_locations
            spec.loader = loader
            # Such a module has no file, None says so.
            module.__file__ = None
        give('__loader__', loader)
    give('__package__', spec.parent)
    try:
        module.__spec__ = spec
    except AttributeError:
        pass
    if spec.submodule_search_locations is not None:
        give('__path__', spec.submodule_search_locations)
    if spec.has_location:
        give('__file__', spec.origin)
        if spec.cached is not None:
            give('__cached__', spec.cached)
    return module


def module_from_spec(spec):
    """A new module for a spec, made by the loader if it wants to."""
    module = None
    if hasattr(spec.loader, 'create_module'):
        module = spec.loader.create_module(spec)
    elif hasattr(spec.loader, 'exec_module'):
        raise ImportError('loaders that define exec_module() must also define create_module()')
    if module is None:
        module = _new_module(spec.name)
    _init_module_attrs(spec, module)
    return module


def _module_repr(module):
    """What repr() of a module gives."""
    spec = getattr(module, '__spec__', None)
    if spec:
        return _module_repr_from_spec(spec)
    name = getattr(module, '__name__', '?')
    file = getattr(module, '__file__', None)
    if file is not None:
        return f'<module {name!r} from {file!r}>'
    loader = getattr(module, '__loader__', None)
    if loader is None:
        return f'<module {name!r}>'
    return f'<module {name!r} ({loader!r})>'


def _module_repr_from_spec(spec):
    name = '?' if spec.name is None else spec.name
    if spec.origin is None:
        loader = spec.loader
        if loader is None:
            return f'<module {name!r}>'
        namespace = getattr(_bootstrap_external, 'NamespaceLoader', None)
        if namespace is not None and isinstance(loader, namespace):
            return f'<module {name!r} (namespace) from {list(loader._path)}>'
        return f'<module {name!r} ({loader!r})>'
    if spec.has_location:
        return f'<module {name!r} from {spec.origin!r}>'
    return f'<module {spec.name!r} ({spec.origin})>'


# Loading

def _exec(spec, module):
    """Run the code of a spec in a module that exists; for reload()."""
    name = spec.name
    with _ModuleLockManager(name):
        if sys.modules.get(name) is not module:
            raise ImportError(f'module {name!r} not in sys.modules', name=name)
        try:
            if spec.loader is None:
                if spec.submodule_search_locations is None:
                    raise ImportError('missing loader', name=spec.name)
                _init_module_attrs(spec, module, override=True)
            else:
                _init_module_attrs(spec, module, override=True)
                if not hasattr(spec.loader, 'exec_module'):
                    message = (f"{_object_name(spec.loader)}.exec_module() not found; "
                               "falling back to load_module()")
                    _warnings.warn(message, ImportWarning)
                    spec.loader.load_module(name)
                else:
                    spec.loader.exec_module(module)
        finally:
            # The module may have replaced itself. Its place in the order is the last now.
            module = sys.modules.pop(spec.name)
            sys.modules[spec.name] = module
    return module


def _load_backward_compatible(spec):
    """Load with a loader that has load_module() only."""
    try:
        spec.loader.load_module(spec.name)
    except:
        if spec.name in sys.modules:
            module = sys.modules.pop(spec.name)
            sys.modules[spec.name] = module
        raise
    module = sys.modules.pop(spec.name)
    sys.modules[spec.name] = module

    def complete(name, value):
        if getattr(module, name, None) is None:
            try:
                setattr(module, name, value())
            except AttributeError:
                pass

    complete('__loader__', lambda: spec.loader)
    # A module with __path__ is a package, whatever the spec says.
    complete('__package__', lambda: (module.__name__ if hasattr(module, '__path__')
                                     else spec.name.rpartition('.')[0]))
    complete('__spec__', lambda: spec)
    return module


def _load_unlocked(spec):
    if spec.loader is not None and not hasattr(spec.loader, 'exec_module'):
        message = (f"{_object_name(spec.loader)}.exec_module() not found; "
                   "falling back to load_module()")
        _warnings.warn(message, ImportWarning)
        return _load_backward_compatible(spec)
    module = module_from_spec(spec)
    # Others may see the module while it is being initialised; _find_and_load() looks at this.
    spec._initializing = True
    try:
        sys.modules[spec.name] = module
        try:
            if spec.loader is None:
                if spec.submodule_search_locations is None:
                    raise ImportError('missing loader', name=spec.name)
            else:
                spec.loader.exec_module(module)
        except:
            sys.modules.pop(spec.name, None)
            raise
        # The module may have replaced itself.
        module = sys.modules.pop(spec.name)
        sys.modules[spec.name] = module
        _verbose_message('import {!r} # {!r}', spec.name, spec.loader)
    finally:
        spec._initializing = False
    return module


def _load(spec):
    """A new module, loaded, initialised and put in sys.modules."""
    with _ModuleLockManager(spec.name):
        return _load_unlocked(spec)


def _load_module_shim(self, fullname):
    """load_module() of loaders that have exec_module(). Deprecated."""
    message = "the load_module() method is deprecated and slated for removal in Python 3.15; " \
              "use exec_module() instead"
    _warnings.warn(message, DeprecationWarning)
    spec = spec_from_loader(fullname, self)
    if fullname in sys.modules:
        module = sys.modules[fullname]
        _exec(spec, module)
        return sys.modules[fullname]
    return _load(spec)


# Built-in and embedded modules

def _requires_builtin(fxn):
    def checked(self, fullname):
        if fullname not in sys.builtin_module_names:
            raise ImportError(f'{fullname!r} is not a built-in module', name=fullname)
        return fxn(self, fullname)
    _wrap(checked, fxn)
    return checked


def _requires_frozen(fxn):
    def checked(self, fullname):
        if not _imp.is_frozen(fullname):
            raise ImportError(f'{fullname!r} is not a frozen module', name=fullname)
        return fxn(self, fullname)
    _wrap(checked, fxn)
    return checked


class BuiltinImporter:
    """Finder and loader of native modules; used as a class."""

    _ORIGIN = "built-in"

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if _imp.is_builtin(fullname):
            return spec_from_loader(fullname, cls, origin=cls._ORIGIN)
        return None

    @staticmethod
    def create_module(spec):
        if spec.name not in sys.builtin_module_names:
            raise ImportError(f'{spec.name!r} is not a built-in module', name=spec.name)
        return _call_with_frames_removed(_imp.create_builtin, spec)

    @staticmethod
    def exec_module(module):
        _call_with_frames_removed(_imp.exec_builtin, module)

    @classmethod
    @_requires_builtin
    def get_code(cls, fullname):
        return None

    @classmethod
    @_requires_builtin
    def get_source(cls, fullname):
        return None

    @classmethod
    @_requires_builtin
    def is_package(cls, fullname):
        return False

    load_module = classmethod(_load_module_shim)


class FrozenImporter:
    """Finder and loader of the modules that are embedded in the binary; used as a class."""

    _ORIGIN = "frozen"
    _SEP = '/'

    @classmethod
    def _resolve_filename(cls, fullname, alias=None, ispkg=False):
        """(the file whose contents are embedded, or None; the folder of a package)."""
        library = getattr(sys, '_stdlib_dir', None)
        if not fullname or not library:
            return None, None
        # '<name' stands for the __init__ of a package under another name.
        marked = fullname != alias and fullname.startswith('<')
        if marked:
            fullname = fullname[1:]
            if not ispkg:
                fullname = f'{fullname}.__init__'
        relative = fullname.replace('.', cls._SEP)
        if ispkg and (not alias or fullname == alias or marked):
            folder = f'{library}{cls._SEP}{relative}'
            return f'{folder}{cls._SEP}__init__.py', folder
        return f'{library}{cls._SEP}{relative}.py', None

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        """The spec of an embedded module that CPython freezes, or of a part of a package.

        The other embedded ones have their place at the library's folder: see PathFinder.
        """
        if not _imp.is_frozen(fullname):
            return None
        library = sys._stdlib_dir
        if path is None:
            if not _imp.is_frozen_early(fullname) and library in sys.path:
                return None
        elif path and not path[0].startswith(f'{library}/'):
            return None
        return cls._spec_of(fullname)

    @classmethod
    def _spec_of(cls, fullname):
        _, is_package, original = _imp.find_frozen(fullname)
        spec = spec_from_loader(fullname, cls, origin=cls._ORIGIN, is_package=is_package)
        filename, folder = cls._resolve_filename(original, fullname, is_package)
        spec.loader_state = type(sys.implementation)(filename=filename, origname=original)
        # What is not embedded of a package comes from the library's folder.
        if folder:
            spec.submodule_search_locations.insert(0, folder)
        return spec

    @staticmethod
    def create_module(spec):
        module = _new_module(spec.name)
        filename = getattr(spec.loader_state, 'filename', None)
        if filename:
            module.__file__ = filename    # the place where the library has it
        return module

    @staticmethod
    def exec_module(module):
        code = _call_with_frames_removed(_imp.get_frozen_object, module.__spec__.name)
        exec(code, module.__dict__)

    @classmethod
    def load_module(cls, fullname):
        """Deprecated."""
        return _load_module_shim(cls, fullname)

    @classmethod
    @_requires_frozen
    def get_code(cls, fullname):
        return _imp.get_frozen_object(fullname)

    @classmethod
    @_requires_frozen
    def get_source(cls, fullname):
        get = getattr(_imp, 'get_frozen_source', None)
        return get(fullname) if get is not None else None

    @classmethod
    @_requires_frozen
    def is_package(cls, fullname):
        return _imp.is_frozen_package(fullname)


# Importing

_ERR_MSG_PREFIX = 'No module named '
_ERR_MSG = _ERR_MSG_PREFIX + '{!r}'


def _resolve_name(name, package, level):
    """The absolute name of a relative import."""
    bits = package.rsplit('.', level - 1)
    if len(bits) < level:
        raise ImportError('attempted relative import beyond top-level package')
    return f'{bits[0]}.{name}' if name else bits[0]


def _find_spec(name, path, target=None):
    """Ask the finders of sys.meta_path one after the other."""
    meta_path = sys.meta_path
    if meta_path is None:
        raise ImportError("sys.meta_path is None, Python is likely shutting down")
    if not meta_path:
        _warnings.warn('sys.meta_path is empty', ImportWarning)
    # An import in a finder may import the very module.
    is_reload = name in sys.modules
    for finder in meta_path:
        with _ImportLockContext():
            try:
                find_spec = finder.find_spec
            except AttributeError:
                continue
            else:
                spec = find_spec(name, path, target)
        if spec is None:
            continue
        if not is_reload and name in sys.modules:
            try:
                found = sys.modules[name].__spec__
            except AttributeError:
                return spec
            return found if found is not None else spec
        return spec
    return None


def _sanity_check(name, package, level):
    if not isinstance(name, str):
        raise TypeError(f'module name must be str, not {type(name)}')
    if level < 0:
        raise ValueError('level must be >= 0')
    if level > 0:
        if not isinstance(package, str):
            raise TypeError('__package__ not set to a string')
        if not package:
            raise ImportError('attempted relative import with no known parent package')
    if not name and level == 0:
        raise ValueError('Empty module name')


_NEEDS_LOADING = object()


def _find_and_load_unlocked(name, import_):
    path = None
    parent, _, child = name.rpartition('.')
    parent_spec = None
    if parent:
        if parent not in sys.modules:
            _call_with_frames_removed(import_, parent)
        # Importing the parent may have imported the child.
        if name in sys.modules:
            return sys.modules[name]
        parent_module = sys.modules[parent]
        try:
            path = parent_module.__path__
        except AttributeError:
            raise ModuleNotFoundError(
                f'{_ERR_MSG_PREFIX}{name!r}; {parent!r} is not a package', name=name) from None
        parent_spec = parent_module.__spec__
    spec = _find_spec(name, path)
    if spec is None:
        raise ModuleNotFoundError(f'{_ERR_MSG_PREFIX}{name!r}', name=name)
    # The error for a circular import names what is being imported.
    if parent_spec:
        parent_spec._uninitialized_submodules.append(child)
    try:
        module = _load_unlocked(spec)
    finally:
        if parent_spec:
            parent_spec._uninitialized_submodules.pop()
    if parent:
        parent_module = sys.modules[parent]
        try:
            setattr(parent_module, child, module)
        except AttributeError:
            _warnings.warn(f"Cannot set an attribute on {parent!r} for child module {child!r}",
                           ImportWarning)
    return module


def _find_and_load(name, import_):
    """The module, imported if it isn't yet."""
    module = sys.modules.get(name, _NEEDS_LOADING)
    if (module is _NEEDS_LOADING
            or getattr(getattr(module, "__spec__", None), "_initializing", False)):
        with _ModuleLockManager(name):
            module = sys.modules.get(name, _NEEDS_LOADING)
            if module is _NEEDS_LOADING:
                return _find_and_load_unlocked(name, import_)
        # Another thread was importing it, and has finished.
        _lock_unlock_module(name)
    if module is None:
        raise ModuleNotFoundError(f'import of {name} halted; None in sys.modules', name=name)
    return module


def _gcd_import(name, package=None, level=0):
    """Import by absolute or relative name; what __import__() and import_module() share."""
    _sanity_check(name, package, level)
    if level > 0:
        name = _resolve_name(name, package, level)
    return _find_and_load(name, _gcd_import)


def _handle_fromlist(module, fromlist, import_, *, recursive=False):
    """Import the submodules that `from package import ...` names; the module again."""
    for name in fromlist:
        if not isinstance(name, str):
            where = f'{module.__name__}.__all__' if recursive else "``from list''"
            raise TypeError(f'Item in {where} must be str, not {type(name).__name__}')
        if name == '*':
            if not recursive and hasattr(module, '__all__'):
                _handle_fromlist(module, module.__all__, import_, recursive=True)
        elif not hasattr(module, name):
            submodule = f'{module.__name__}.{name}'
            try:
                _call_with_frames_removed(import_, submodule)
            except ModuleNotFoundError as error:
                # Only a missing submodule is left to the `from` to complain about.
                if (error.name == submodule
                        and sys.modules.get(submodule, _NEEDS_LOADING) is not None):
                    continue
                raise
    return module


def _calc___package__(globals):
    """The package that relative imports of a module start from."""
    package = globals.get('__package__')
    spec = globals.get('__spec__')
    if package is not None:
        if spec is not None and package != spec.parent:
            _warnings.warn("__package__ != __spec__.parent "
                           f"({package!r} != {spec.parent!r})",
                           DeprecationWarning, stacklevel=3)
        return package
    if spec is not None:
        return spec.parent
    _warnings.warn("can't resolve package from __spec__ or __package__, "
                   "falling back on __name__ and __path__",
                   ImportWarning, stacklevel=3)
    package = globals['__name__']
    if '__path__' not in globals:
        package = package.rpartition('.')[0]
    return package


def __import__(name, globals=None, locals=None, fromlist=(), level=0):
    """What an import statement calls: the top package without a fromlist, else the module."""
    if level == 0:
        module = _gcd_import(name)
    else:
        package = _calc___package__(globals if globals is not None else {})
        module = _gcd_import(name, package, level)
    if fromlist:
        if hasattr(module, '__path__'):
            return _handle_fromlist(module, fromlist, _gcd_import)
        return module
    if level == 0:
        return _gcd_import(name.partition('.')[0])
    if not name:
        return module
    # Relative and without a fromlist (never so in a statement): the first part of the name.
    cut = len(name) - len(name.partition('.')[0])
    return sys.modules[module.__name__[:len(module.__name__) - cut]]


def _builtin_from_name(name):
    spec = BuiltinImporter.find_spec(name)
    if spec is None:
        raise ImportError('no built-in module named ' + name)
    return _load_unlocked(spec)


def _setup(sys_module, _imp_module):
    """Take other modules for sys and _imp, and give those in sys.modules specs."""
    global _imp, sys
    _imp = _imp_module
    sys = sys_module
    module_type = type(sys)
    for name, module in list(sys.modules.items()):
        if not isinstance(module, module_type) or getattr(module, '__spec__', None) is not None:
            continue
        if name in sys.builtin_module_names:
            loader = BuiltinImporter
        elif _imp.is_frozen(name):
            loader = FrozenImporter
        else:
            continue
        _init_module_attrs(_spec_from_module(module, loader), module)


def _install(sys_module, _imp_module):
    """Put the finders of built-in and embedded modules in sys.meta_path."""
    _setup(sys_module, _imp_module)
    for finder in (BuiltinImporter, FrozenImporter):
        if finder not in sys.meta_path:
            sys.meta_path.append(finder)


def _install_external_importers():
    """Put the finder of files in sys.meta_path."""
    from importlib import _bootstrap_external as external
    external._install(sys.modules[__name__])


__name__ = 'importlib._bootstrap'
