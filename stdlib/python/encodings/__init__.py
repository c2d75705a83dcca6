"""Finds the codec of an encoding that the native registry does not know by itself.

`_codecs.lookup` imports this package at the first miss; its search_function() then tries, in
order: what the name is an alias of and the name itself, as a submodule that has getregentry().
Here are the submodules over native codecs, which so need nothing else installed; the others
(charmaps, idna, base64 and so on) are those of the library's folder.
"""
import codecs
import sys

from . import aliases

_library = getattr(sys, '_stdlib_dir', None)
if _library and _library + '/encodings' not in __path__:
    __path__.append(_library + '/encodings')

_cache = {}
_unknown = '--unknown--'
_aliases = aliases.aliases
_import_tail = ['*']


class CodecRegistryError(LookupError, SystemError):
    pass


def normalize_encoding(encoding):
    """Replace every run of characters that are no letters, digits or dots by one underscore."""
    if isinstance(encoding, bytes):
        encoding = str(encoding, "ascii")
    words = []
    pending = False
    for char in encoding:
        if char.isalnum() or char == '.':
            if pending and words:
                words.append('_')
            pending = False
            # Python: letters beyond ASCII are dropped.
            if char.isascii():
                words.append(char)
        else:
            pending = True
    return ''.join(words)


def search_function(encoding):
    """The CodecInfo of an encoding, or None."""
    found = _cache.get(encoding, _unknown)
    if found is not _unknown:
        return found
    normal = normalize_encoding(encoding)
    aliased = _aliases.get(normal) or _aliases.get(normal.replace('.', '_'))
    names = [aliased, normal] if aliased is not None else [normal]
    info = None
    for name in names:
        if not name or '.' in name:
            continue
        try:
            # With a fromlist, so that the submodule itself is returned.
            module = __import__('encodings.' + name, fromlist=_import_tail, level=0)
        except ImportError:
            continue
        try:
            getregentry = module.getregentry
        except AttributeError:
            continue
        info = _registered(module, getregentry())
        if aliased is None:
            try:
                more = module.getaliases()
            except AttributeError:
                more = ()
            for alias in more:
                _aliases.setdefault(alias, name)
        break
    _cache[encoding] = info
    return info


def _registered(module, entry):
    """Check what a getregentry() gave; old ones give a plain tuple."""
    if isinstance(entry, codecs.CodecInfo):
        return entry
    where = f'module "{module.__name__}" ({module.__file__})'
    if not 4 <= len(entry) <= 7:
        raise CodecRegistryError(f'{where} failed to register')
    if not callable(entry[0]) or not callable(entry[1]) or any(
            part is not None and not callable(part) for part in entry[2:6]):
        raise CodecRegistryError(f'incompatible codecs in {where}')
    if len(entry) < 7 or entry[6] is None:
        entry += (None,) * (6 - len(entry)) + (module.__name__.split(".", 1)[1],)
    return codecs.CodecInfo(*entry)


codecs.register(search_function)
