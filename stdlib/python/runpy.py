"""Run modules and paths as scripts: the command's -m, and running folders.

The VM calls _run_module_as_main(name) for -m, and with '__main__' for a folder or archive that
has been put first in sys.path.
"""
import sys

__all__ = ["run_module", "run_path"]

ModuleType = type(sys)


class _TempModule:
    """Holds a place in sys.modules while a script runs."""

    def __init__(self, mod_name):
        self.mod_name = mod_name
        self.module = ModuleType(mod_name)
        self._saved = []

    def __enter__(self):
        if self.mod_name in sys.modules:
            self._saved.append(sys.modules[self.mod_name])
        sys.modules[self.mod_name] = self.module
        return self

    def __exit__(self, *args):
        if self._saved:
            sys.modules[self.mod_name] = self._saved[0]
        else:
            del sys.modules[self.mod_name]
        self._saved = []


class _ModifiedArgv0:
    def __init__(self, value):
        self.value = value
        self._saved_value = self._sentinel = object()

    def __enter__(self):
        if self._saved_value is not self._sentinel:
            raise RuntimeError("Already preserving saved value")
        self._saved_value = sys.argv[0]
        sys.argv[0] = self.value

    def __exit__(self, *args):
        self.value = self._sentinel
        sys.argv[0] = self._saved_value


def _run_code(code, run_globals, init_globals=None, mod_name=None, mod_spec=None, pkg_name=None,
              script_name=None):
    if init_globals is not None:
        run_globals.update(init_globals)
    if mod_spec is None:
        loader, file, cached = None, script_name, None
    else:
        loader, file, cached = mod_spec.loader, mod_spec.origin, mod_spec.cached
        if pkg_name is None:
            pkg_name = mod_spec.parent
    run_globals.update(__name__=mod_name, __file__=file, __cached__=cached, __doc__=None,
                       __loader__=loader, __package__=pkg_name, __spec__=mod_spec)
    exec(code, run_globals)
    return run_globals


def _run_module_code(code, init_globals=None, mod_name=None, mod_spec=None, pkg_name=None,
                     script_name=None):
    file = script_name if mod_spec is None else mod_spec.origin
    with _TempModule(mod_name) as temporary, _ModifiedArgv0(file):
        mod_globals = temporary.module.__dict__
        _run_code(code, mod_globals, init_globals, mod_name, mod_spec, pkg_name, script_name)
    # A copy: the module's own dict is cleared with the module.
    return mod_globals.copy()


class _Error(Exception):
    """What _run_module_as_main() reports without a traceback."""


def _get_module_details(mod_name, error=ImportError):
    """(name, spec, code) of what -m runs: the module, or the __main__ of a package."""
    from importlib.util import find_spec
    if mod_name.startswith("."):
        raise error("Relative module names not supported")
    package, _, _ = mod_name.rpartition(".")
    if package:
        try:
            __import__(package)
        except ImportError as exc:
            # An import inside the package that fails is the package's own error.
            if exc.name is None or (exc.name != package
                                    and not package.startswith(exc.name + ".")):
                raise
        existing = sys.modules.get(mod_name)
        if existing is not None and not hasattr(existing, "__path__"):
            from warnings import warn
            warn(RuntimeWarning(
                f"{mod_name!r} found in sys.modules after import of package {package!r}, but "
                f"prior to execution of {mod_name!r}; this may result in unpredictable behaviour"))
    try:
        spec = find_spec(mod_name)
    except (ImportError, AttributeError, TypeError, ValueError) as exc:
        message = "Error while finding module specification for {!r} ({}: {})"
        if mod_name.endswith(".py"):
            message += (f". Try using '{mod_name[:-3]}' instead of "
                        f"'{mod_name}' as the module name.")
        raise error(message.format(mod_name, type(exc).__name__, exc)) from exc
    if spec is None:
        raise error("No module named %s" % mod_name)
    if spec.submodule_search_locations is not None:
        if mod_name == "__main__" or mod_name.endswith(".__main__"):
            raise error("Cannot use package as __main__ module")
        try:
            return _get_module_details(mod_name + ".__main__", error)
        except error as exc:
            if mod_name not in sys.modules:
                raise
            raise error(f"{exc}; {mod_name!r} is a package and cannot be directly executed")
    loader = spec.loader
    if loader is None:
        raise error("%r is a namespace package and cannot be executed" % mod_name)
    try:
        code = loader.get_code(mod_name)
    except ImportError as exc:
        raise error(format(exc)) from exc
    if code is None:
        raise error("No code object available for %s" % mod_name)
    return mod_name, spec, code


def _newer_main(mod_name, mod_spec):
    """The name of the function that runs the command, if later versions changed it, or None."""
    import _imp
    more = f"_additions.{mod_name}"
    library = sys._stdlib_dir
    if (not library or not _imp.is_frozen(more)
            or not str(mod_spec.origin).startswith(f"{library}/")):
        return None
    names = _imp.get_frozen_object(more).co_names
    return next((name for name in ("main", "_test", "cli") if name in names), None)


def _run_module_as_main(mod_name, alter_argv=True):
    """Run a module in the __main__ that exists; errors in finding it end the program."""
    try:
        if alter_argv or mod_name != "__main__":
            mod_name, mod_spec, code = _get_module_details(mod_name, _Error)
        else:
            mod_name, mod_spec, code = _get_main_module_details(_Error)
    except _Error as exc:
        sys.exit("%s: %s" % (sys.executable, exc))
    main_globals = sys.modules["__main__"].__dict__
    if alter_argv:
        sys.argv[0] = mod_spec.origin
    newer = _newer_main(mod_name, mod_spec)
    if newer:
        result = getattr(__import__(mod_name, fromlist=[newer]), newer)()
        if newer == "_test":
            sys.exit(result)          # of doctest
        if result is not None:
            print(result)
        return main_globals
    return _run_code(code, main_globals, None, "__main__", mod_spec)


def run_module(mod_name, init_globals=None, run_name=None, alter_sys=False):
    """Run a module's code in a new namespace, which is returned."""
    mod_name, mod_spec, code = _get_module_details(mod_name)
    if run_name is None:
        run_name = mod_name
    if alter_sys:
        return _run_module_code(code, init_globals, run_name, mod_spec)
    return _run_code(code, {}, init_globals, run_name, mod_spec)


def _get_main_module_details(error=ImportError):
    # The __main__ that runs must not be found in sys.modules.
    main_name = "__main__"
    saved_main = sys.modules[main_name]
    del sys.modules[main_name]
    try:
        return _get_module_details(main_name)
    except ImportError as exc:
        if main_name in str(exc):
            raise error("can't find %r module in %r" % (main_name, sys.path[0])) from exc
        raise
    finally:
        sys.modules[main_name] = saved_main


def _get_code_from_file(fname):
    import io
    import os
    from pkgutil import read_code
    path = os.path.abspath(fname)
    with io.open_code(path) as file:
        code = read_code(file)
    if code is None:
        with io.open_code(path) as file:
            code = compile(file.read(), fname, 'exec')
    return code


def run_path(path_name, init_globals=None, run_name=None):
    """Run a script, or the __main__ of a folder or archive, in a new namespace, returned."""
    if run_name is None:
        run_name = "<run_path>"
    pkg_name = run_name.rpartition(".")[0]
    from pkgutil import get_importer
    importer = get_importer(path_name)
    path_name = path_name if isinstance(path_name, str) else __import__('os').fsdecode(path_name)
    if isinstance(importer, type(None)):
        code = _get_code_from_file(path_name)
        return _run_module_code(code, init_globals, run_name, pkg_name=pkg_name,
                                script_name=path_name)
    # A place to import from: its __main__ is found along sys.path.
    sys.path.insert(0, path_name)
    try:
        mod_name, mod_spec, code = _get_main_module_details()
        with _TempModule(run_name) as temporary, _ModifiedArgv0(path_name):
            mod_globals = temporary.module.__dict__
            return _run_code(code, mod_globals, init_globals, run_name, mod_spec,
                             pkg_name).copy()
    finally:
        try:
            sys.path.remove(path_name)
        except ValueError:
            pass


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print("No module specified for execution", file=sys.stderr)
    else:
        del sys.argv[0]
        _run_module_as_main(sys.argv[0])
