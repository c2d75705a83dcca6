"""csv of 3.12 and 3.13: QUOTE_STRINGS, QUOTE_NOTNULL; field names that are an iterator."""
import types
from _csv import QUOTE_NOTNULL, QUOTE_STRINGS

__all__ += ['QUOTE_STRINGS', 'QUOTE_NOTNULL']

_reader_init = DictReader.__init__
_writer_init = DictWriter.__init__


def _init_reader(self, f, fieldnames=None, restkey=None, restval=None, dialect='excel',
                 *args, **kwds):
    if fieldnames is not None and iter(fieldnames) is fieldnames:
        fieldnames = list(fieldnames)
    _reader_init(self, f, fieldnames, restkey, restval, dialect, *args, **kwds)


def _init_writer(self, f, fieldnames, restval='', extrasaction='raise', dialect='excel',
                 *args, **kwds):
    if fieldnames is not None and iter(fieldnames) is fieldnames:
        fieldnames = list(fieldnames)
    if extrasaction.lower() in ('raise', 'ignore'):
        extrasaction = extrasaction.lower()
    _writer_init(self, f, fieldnames, restval, extrasaction, dialect, *args, **kwds)


for _class, _init in ((DictReader, _init_reader), (DictWriter, _init_writer)):
    _init.__name__ = '__init__'
    _init.__qualname__ = f'{_class.__name__}.__init__'
    _class.__init__ = _init
    _class.__class_getitem__ = classmethod(types.GenericAlias)
del _class, _init
