"""zoneinfo.ZoneInfo: keys, files and caches. What a zone says about a time is native.

The class keeps the zones asked for last in `_recent`, all that are alive in `_alive`; a subclass
has caches of its own as attributes.
"""
from collections import OrderedDict as _OrderedDict
from weakref import WeakValueDictionary as _WeakValueDictionary

from _zone_rules import Zone as _Zone
from zoneinfo._common import load_data as _load_data, load_tzdata as _load_tzdata
from zoneinfo._tzpath import find_tzfile as _find_tzfile

__doc__ = 'C implementation of the zoneinfo module'

_recent = _OrderedDict()
_alive = _WeakValueDictionary()
_RECENT_MAX = 8


def _load_key(cls, key, from_cache):
    self = _Zone.__new__(cls)
    self._key = key
    self._source = None
    self._from_cache = from_cache
    path = _find_tzfile(key)
    with open(path, 'rb') if path is not None else _load_tzdata(key) as file:
        self._load(*_load_data(file))
    return self


class ZoneInfo(_Zone):
    __slots__ = '_key', '_source', '_from_cache', '__weakref__'
    __module__ = 'zoneinfo'

    def __new__(cls, key):
        if cls is not ZoneInfo:
            found = cls._weak_cache.get(key)
            if found is None:
                found = cls._weak_cache.setdefault(key, _load_key(cls, key, True))
            return found
        found = _recent.get(key)
        if found is not None:
            _recent.move_to_end(key)
            return found
        found = _alive.get(key)
        if found is None:
            found = _alive.setdefault(key, _load_key(cls, key, True))
        _recent[key] = found
        if len(_recent) > _RECENT_MAX:
            _recent.popitem(last=False)
        return found

    def __init_subclass__(cls, **keywords):
        """Function to initialize subclasses."""
        super().__init_subclass__(**keywords)
        cls._weak_cache = _WeakValueDictionary()

    @classmethod
    def no_cache(cls, /, key):
        """Get a new instance of ZoneInfo, bypassing the cache."""
        return _load_key(cls, key, False)

    @classmethod
    def from_file(cls, file_obj, /, key=None):
        """Create a ZoneInfo file from a file object."""
        self = _Zone.__new__(cls)
        self._key = key
        self._source = repr(file_obj)
        self._from_cache = False
        self._load(*_load_data(file_obj))
        return self

    @classmethod
    def clear_cache(cls, /, *, only_keys=None):
        """Clear the ZoneInfo cache."""
        caches = (_recent, _alive) if cls is ZoneInfo else (cls._weak_cache,)
        for cache in caches:
            if only_keys is None:
                cache.clear()
        if only_keys is not None:
            for key in only_keys:
                for cache in caches:
                    cache.pop(key, None)

    @property
    def key(self):
        return self._key

    def __repr__(self):
        cls = type(self)
        name = 'zoneinfo.ZoneInfo' if cls is ZoneInfo else cls.__name__
        if self._key is not None:
            return f'{name}(key={self._key!r})'
        return f'{name}.from_file({self._source})'

    def __str__(self):
        return self._key if self._key is not None else repr(self)

    def __reduce__(self):
        """Function for serialization with the pickle protocol."""
        if self._source is not None:
            from pickle import PicklingError
            raise PicklingError('Cannot pickle a ZoneInfo file from a file stream.')
        return type(self)._unpickle, (self._key, int(self._from_cache))

    @classmethod
    def _unpickle(cls, key, from_cache, /):
        """Private method used in unpickling."""
        return cls(key) if from_cache else cls.no_cache(key)
