"""csv of 3.12 and 3.13: QUOTE_STRINGS, QUOTE_NOTNULL; field names that are an iterator."""
import types
from _extend import _override
from _csv import QUOTE_NOTNULL, QUOTE_STRINGS

__all__ = [name for name in __all__ if not name.startswith('__')]
__all__ += ['QUOTE_STRINGS', 'QUOTE_NOTNULL']


@_override(DictReader)
class _reader_311:
    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect='excel',
                 *args, **kwds):
        if fieldnames is not None and iter(fieldnames) is fieldnames:
            fieldnames = list(fieldnames)
        _reader_311.__init__(self, f, fieldnames, restkey, restval, dialect, *args, **kwds)

    __class_getitem__ = classmethod(types.GenericAlias)


@_override(DictWriter)
class _writer_311:
    def __init__(self, f, fieldnames, restval='', extrasaction='raise', dialect='excel',
                 *args, **kwds):
        if fieldnames is not None and iter(fieldnames) is fieldnames:
            fieldnames = list(fieldnames)
        if extrasaction.lower() in ('raise', 'ignore'):
            extrasaction = extrasaction.lower()
        _writer_311.__init__(self, f, fieldnames, restval, extrasaction, dialect, *args, **kwds)

    __class_getitem__ = classmethod(types.GenericAlias)
