"""importlib.resources.readers of 3.12: folders of one name in several places are one folder."""
from _extend import _extend, _override


@_extend(MultiplexedPath)
class MultiplexedPath:
    def iterdir(self):
        """The children by name; those of one name are merged if they are folders."""
        by_name = {}
        for path in self._paths:
            for child in path.iterdir():
                by_name.setdefault(child.name, []).append(child)
        return map(self._merged, (by_name[name] for name in sorted(by_name)))

    @classmethod
    def _merged(cls, children):
        if len(children) > 1 and all(child.is_dir() for child in children):
            return cls(*children)
        return children[0]

    def joinpath(self, *descendants):
        """What is below this folder; it need not exist."""
        try:
            return abc.Traversable.joinpath(self, *descendants)
        except abc.TraversalError:
            return self._paths[0].joinpath(*descendants)

    __truediv__ = abc.Traversable.__truediv__


@_override(MultiplexedPath)
class _multiplexed:
    def __init__(self, *paths):
        paths = [pathlib.Path(path) if isinstance(path, str) else path
                 for path in remove_duplicates(paths)]
        if not paths:
            raise FileNotFoundError('MultiplexedPath must contain at least one path')
        if not all(path.is_dir() for path in paths):
            raise NotADirectoryError('MultiplexedPath only supports directories')
        self._paths = paths


@_override(NamespaceReader)
class _namespace:
    def __init__(self, namespace_path):
        if 'NamespacePath' not in str(namespace_path):
            raise ValueError('Invalid path')
        places = (self._place_of(str(path)) for path in namespace_path)
        self.path = MultiplexedPath(*(place for place in places if place))

    @staticmethod
    def _place_of(path):
        """The folder of a part of a namespace, which may be in a zip file, or None."""
        folder = pathlib.Path(path)
        if folder.is_dir():
            return folder
        for parent in folder.parents:
            if zipfile.is_zipfile(parent):
                inside = zipfile.Path(str(parent), folder.relative_to(parent).as_posix() + '/')
                return inside if inside.exists() else None
        return None


@_override(ZipReader)
class _zip_reader:
    def __init__(self, loader, module):
        _zip_reader.__init__(self, loader, module)
        if not loader.is_package(module):
            self.prefix = loader.prefix.replace('\\', '/')
