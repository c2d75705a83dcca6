"""mimetypes of 3.13: guess_file_type(); a URL's type is that of its path; some types more."""

__all__ += ['guess_file_type']

_default_types_311 = _default_mime_types


def _default_mime_types():
    """Give the tables their first entries."""
    _default_types_311()
    # In the order of the groups: an extension that comes first for its type is the preferred one.
    _types_map_default.update({
        '.js': 'text/javascript', '.mjs': 'text/javascript', '.webp': 'image/webp',
        '.md': 'text/markdown', '.markdown': 'text/markdown', '.rtf': 'text/rtf',
        '.rst': 'text/x-rst',
    })
    _common_types_default.pop('.webp', None)
    types_map.update(_types_map_default)
    common_types.pop('.webp', None)


_default_mime_types()
_guess_type_of_url = MimeTypes.guess_type


def _guess_type(self, url, strict=True):
    """Guess the type of a file which is either a URL or a path-like object.

    The result is (type, encoding); None for what cannot be guessed. Types that are common but not
    standard are known if `strict` is false.
    """
    url = os.fspath(url)
    parts = urllib.parse.urlparse(url)
    if parts.scheme == 'data':
        return _guess_type_of_url(self, url, strict)
    if parts.scheme and len(parts.scheme) > 1:  # one letter is a drive
        return self.guess_file_type(parts.path, strict=strict)
    return self.guess_file_type(url, strict=strict)


def _guess_file_type(self, path, *, strict=True):
    """Guess the type of a file by its path: (type, encoding), as guess_type() does for a URL."""
    path = os.path.splitdrive(os.fsdecode(path))[1]
    base, ext = os.path.splitext(path)
    while (suffix := ext.lower()) in self.suffix_map:
        base, ext = os.path.splitext(base + self.suffix_map[suffix])
    encoding = self.encodings_map.get(ext)  # in these letters, not others
    if encoding is not None:
        base, ext = os.path.splitext(base)
    ext = ext.lower()
    found = self.types_map[True].get(ext)
    if found is None and not strict:
        found = self.types_map[False].get(ext)
    return found, encoding


MimeTypes.guess_type = _guess_type
MimeTypes.guess_file_type = _guess_file_type
for _method in (_guess_type, _guess_file_type):
    _method.__name__ = _method.__name__[1:]
    _method.__qualname__ = f'MimeTypes.{_method.__name__}'
del _method, _guess_type, _guess_file_type


def guess_file_type(path, *, strict=True):
    """Guess the type of a file by its path: (type, encoding), as guess_type() does for a URL."""
    if _db is None:
        init()
    return _db.guess_file_type(path, strict=strict)
