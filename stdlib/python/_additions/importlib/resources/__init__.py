"""importlib.resources of 3.13: the functions take the names of a path; any module is an anchor."""
from ._common import Anchor

__all__ = ['Anchor', *(name for name in __all__ if name != 'Resource')]
del Resource
_not_given = object()


def _resource(anchor, path_names):
    if anchor is None:
        raise TypeError('anchor must be module or string, got None')
    return files(anchor).joinpath(*path_names)


def _encoding(path_names, encoding):
    """What comes behind the first name could be meant as an encoding, as it once was."""
    if encoding is not _not_given:
        return encoding
    if len(path_names) > 1:
        raise TypeError("'encoding' argument required with multiple path names")
    return 'utf-8'


def open_binary(anchor, *path_names):
    """Open a resource for reading bytes."""
    return _resource(anchor, path_names).open('rb')


def open_text(anchor, *path_names, encoding=_not_given, errors='strict'):
    """Open a resource for reading text."""
    encoding = _encoding(path_names, encoding)
    return _resource(anchor, path_names).open('r', encoding=encoding, errors=errors)


def read_binary(anchor, *path_names):
    """The bytes of a resource."""
    return _resource(anchor, path_names).read_bytes()


def read_text(anchor, *path_names, encoding=_not_given, errors='strict'):
    """The text of a resource."""
    encoding = _encoding(path_names, encoding)
    with _resource(anchor, path_names).open('r', encoding=encoding, errors=errors) as file:
        return file.read()


def path(anchor, *path_names):
    """A context manager of the resource as a path of the file system."""
    return as_file(_resource(anchor, path_names))


def is_resource(anchor, *path_names):
    """Whether there is a resource of that name, which a folder is not."""
    return _resource(anchor, path_names).is_file()


def contents(anchor, *path_names):
    """Deprecated: the names of the resources and folders there."""
    import warnings
    warnings.warn('importlib.resources.contents is deprecated. '
                  'Use files(anchor).iterdir() instead.', DeprecationWarning, stacklevel=1)
    return (child.name for child in _resource(anchor, path_names).iterdir())
