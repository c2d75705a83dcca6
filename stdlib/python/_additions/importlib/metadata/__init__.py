"""importlib.metadata of 3.12 and 3.13: entry points are a tuple, without the ways of old; where a
distribution is from; which packages belong to it."""
import inspect as _inspect
from types import SimpleNamespace as _SimpleNamespace
from _extend import _extend, _override


class EntryPoints(tuple):
    """Entry points, of which select() takes some."""

    __slots__ = ()

    def __getitem__(self, name):
        """The entry point of a name."""
        for entry_point in self.select(name=name):
            return entry_point
        raise KeyError(name)

    def __repr__(self):
        return f'{type(self).__name__}({tuple(self)!r})'

    def select(self, **params):
        """Those whose attributes, as group or name, are as given."""
        return EntryPoints(ep for ep in self if ep.matches(**params))

    @property
    def names(self):
        """The names of all of them."""
        return {ep.name for ep in self}

    @property
    def groups(self):
        """The groups of all of them."""
        return {ep.group for ep in self}

    @classmethod
    def _from_text_for(cls, text, dist):
        return cls(ep._for(dist) for ep in cls._from_text(text))

    @staticmethod
    def _from_text(text):
        return (EntryPoint(name=item.value.name, value=item.value.value, group=item.name)
                for item in Sectioned.section_pairs(text or ''))


del EntryPoint.__iter__, DeprecatedTuple.__getitem__
del SelectableGroups, Deprecated, DeprecatedList, DeprecatedTuple


@_extend(Distribution)
class Distribution:
    @property
    def origin(self):
        """What direct_url.json tells of where the distribution is from, or None."""
        import json
        text = self.read_text('direct_url.json')
        if not text:
            return None
        return json.loads(text, object_hook=lambda values: _SimpleNamespace(**values))


@_extend(_adapters.Message)
class _Message:
    def __getitem__(self, item):
        """The value of a field; None, and a warning, if there is none."""
        value = super(_adapters.Message, self).__getitem__(item)
        if value is None:
            warnings.warn('Implicit None on return values is deprecated and will raise KeyErrors.',
                          DeprecationWarning, stacklevel=2)
        return value


def entry_points(**params):
    """The entry points of all installed packages, or those whose attributes are as given."""
    return EntryPoints(itertools.chain.from_iterable(
        dist.entry_points for dist in _unique(distributions()))).select(**params)


def _top_level_inferred(dist):
    """The names that the files of a distribution can be imported by."""
    names = set()
    for file in always_iterable(dist.files):
        top = file.parts[0] if len(file.parts) > 1 else (
            _inspect.getmodulename(file) or str(file))
        if '.' not in top:
            names.add(top)
    return names


@_override(Distribution)
class _before:
    @property
    def files(self):
        """The files of the distribution that are there, or None if it does not tell."""
        found = _before.files.fget(self)
        return found if found is None else [file for file in found if file.locate().exists()]

    def _read_files_egginfo(self):
        """The lines of installed-files.txt, as seen from the root, or those of SOURCES.txt."""
        installed = self.read_text('installed-files.txt')
        folder = getattr(self, '_path', None)
        if installed and folder:
            root = self.locate_file('').resolve()
            names = [(folder / name).resolve().relative_to(root, walk_up=True).as_posix()
                     for name in installed.splitlines()]
        else:
            names = (self.read_text('SOURCES.txt') or '').splitlines()
        return map('"{}"'.format, names) if names else None
