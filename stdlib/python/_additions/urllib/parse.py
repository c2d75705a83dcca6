"""urllib.parse of 3.12 and 3.13: queries of bytes stay bytes; more schemes; paths that begin //."""

for _schemes in (uses_relative, uses_netloc, uses_params, uses_query):
    _schemes.append('rtsps')
uses_netloc.append('itms-services')
del _schemes


def urlunsplit(components):
    """Combine the five elements of urlsplit() into a complete URL as a string."""
    scheme, netloc, url, query, fragment, coerce_result = _coerce_args(*components)
    if netloc:
        if url and url[:1] != '/':
            url = '/' + url
        url = '//' + netloc + url
    elif url[:2] == '//' or (scheme and scheme in uses_netloc and (not url or url[:1] == '/')):
        # Otherwise the path would be read back as a host.
        url = '//' + url
    if scheme:
        url = f'{scheme}:{url}'
    if query:
        url = f'{url}?{query}'
    if fragment:
        url = f'{url}#{fragment}'
    return coerce_result(url)


def parse_qsl(qs, keep_blank_values=False, strict_parsing=False, encoding='utf-8',
              errors='replace', max_num_fields=None, separator='&'):
    """Parse a query given as a string argument into a list of names and values.

    Blank values are left out unless keep_blank_values; errors raise ValueError if strict_parsing.
    """
    if not separator or not isinstance(separator, (str, bytes)):
        raise ValueError('Separator must be of type string or bytes.')
    if isinstance(qs, str):
        if isinstance(separator, bytes):
            separator = str(separator, 'ascii')
        equals = '='

        def decode(text):
            return unquote_plus(text, encoding=encoding, errors=errors)
    else:
        if not qs:
            return []
        qs = bytes(memoryview(qs))  # no number, no iterable
        if isinstance(separator, str):
            separator = bytes(separator, 'ascii')
        equals = b'='

        def decode(text):
            return unquote_to_bytes(text.replace(b'+', b' '))
    if not qs:
        return []
    if max_num_fields is not None and max_num_fields < 1 + qs.count(separator):
        raise ValueError('Max number of fields exceeded')
    result = []
    for field in qs.split(separator):
        if not field and not strict_parsing:
            continue
        name, found, value = field.partition(equals)
        if not found and strict_parsing:
            raise ValueError('bad query field: %r' % (field,))
        if value or keep_blank_values:
            result.append((decode(name), decode(value)))
    return result
