"""importlib.resources._common of 3.12: files() takes any module, by default that of the caller."""
import inspect as _inspect
import sys as _sys

Anchor = Package


def files(anchor=None, package=None):
    """The resources beside a module, or in a package; by default those of the caller."""
    if package is not None:
        import warnings
        warnings.warn("First parameter to files is renamed to 'anchor'", DeprecationWarning,
                      stacklevel=2)
        anchor = package
    if anchor is None:
        anchor = _sys._getframe(1).f_globals['__name__']
    return from_package(resolve(anchor))


files.__signature__ = _inspect.Signature([_inspect.Parameter(
    'anchor', _inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None,
    annotation=Optional[Anchor])], return_annotation=Traversable)


def resolve(cand):
    """The module of a name; a module is its own."""
    return importlib.import_module(cand) if isinstance(cand, str) else _checked(cand)


def _checked(anchor):
    if anchor is None or not hasattr(anchor, '__spec__'):
        raise TypeError(f'{anchor!r} is neither a module nor the name of one')
    return anchor


_file_of_resource = as_file.dispatch(object)


@as_file.register(object)
def _(path):
    try:
        is_folder = path.is_dir()
    except FileNotFoundError:
        is_folder = False          # some readers know only how to open it
    return _temporary_folder(path) if is_folder else _file_of_resource(path)


@contextlib.contextmanager
def _temporary_folder(folder):
    """The path of a copy of a folder that is no folder of the file system."""
    with tempfile.TemporaryDirectory() as place:
        yield _copied(folder, pathlib.Path(place))


def _copied(source, place):
    copy = place / source.name
    if source.is_dir():
        copy.mkdir()
        for child in source.iterdir():
            _copied(child, copy)
    else:
        copy.write_bytes(source.read_bytes())
    return copy
