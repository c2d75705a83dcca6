"""JSONEncoder: Python objects to JSON, at once or in pieces.

The native encoder does the work unless the output is indented or a subclass interferes.
"""

try:
    from _json import encode_basestring_ascii as c_encode_basestring_ascii
except ImportError:
    c_encode_basestring_ascii = None
try:
    from _json import encode_basestring as c_encode_basestring
except ImportError:
    c_encode_basestring = None
try:
    from _json import make_encoder as c_make_encoder
except ImportError:
    c_make_encoder = None

ESCAPE_DCT = {'\\': '\\\\', '"': '\\"', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r',
              '\t': '\\t'}
for _i in range(0x20):
    ESCAPE_DCT.setdefault(chr(_i), '\\u{0:04x}'.format(_i))
del _i
_ESCAPES = {ord(char): text for char, text in ESCAPE_DCT.items()}

INFINITY = float('inf')


def py_encode_basestring(s):
    """A JSON string, other characters than ASCII as they are."""
    return '"' + str.translate(s, _ESCAPES) + '"'


def _ascii_escape(char):
    code = ord(char)
    if code < 0x10000:
        return '\\u{0:04x}'.format(code)
    code -= 0x10000
    return '\\u{0:04x}\\u{1:04x}'.format(0xd800 | code >> 10, 0xdc00 | code & 0x3ff)


def py_encode_basestring_ascii(s):
    """A JSON string of ASCII characters only."""
    text = str.translate(s, _ESCAPES)
    if not text.isascii() or '\x7f' in text:
        text = ''.join([char if ' ' <= char <= '~' else _ascii_escape(char) for char in text])
    return '"' + text + '"'


encode_basestring = c_encode_basestring or py_encode_basestring
encode_basestring_ascii = c_encode_basestring_ascii or py_encode_basestring_ascii


class JSONEncoder:
    """Turns Python objects into JSON; see dumps() for the parameters.

    A subclass overrides default() to handle other types.
    """

    item_separator = ', '
    key_separator = ': '

    def __init__(self, *, skipkeys=False, ensure_ascii=True, check_circular=True,
                 allow_nan=True, sort_keys=False, indent=None, separators=None, default=None):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.check_circular = check_circular
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ','
        if default is not None:
            self.default = default

    def default(self, o):
        """A serialisable replacement of an object; this one refuses."""
        raise TypeError(f'Object of type {o.__class__.__name__} is not JSON serializable')

    def encode(self, o):
        """The JSON of an object."""
        if isinstance(o, str):
            if self.ensure_ascii:
                return encode_basestring_ascii(o)
            return encode_basestring(o)
        # In one pass: errors are less clear in the midst of an iteration.
        chunks = self.iterencode(o, _one_shot=True)
        if not isinstance(chunks, (list, tuple)):
            chunks = list(chunks)
        return ''.join(chunks)

    def iterencode(self, o, _one_shot=False):
        """Yield the JSON of an object in pieces."""
        markers = {} if self.check_circular else None
        string = encode_basestring_ascii if self.ensure_ascii else encode_basestring
        allow_nan = self.allow_nan

        def floatstr(value):
            if value != value:
                text = 'NaN'
            elif value == INFINITY:
                text = 'Infinity'
            elif value == -INFINITY:
                text = '-Infinity'
            else:
                return float.__repr__(value)
            if not allow_nan:
                raise ValueError('Out of range float values are not JSON compliant: '
                                 + repr(value))
            return text

        if _one_shot and c_make_encoder is not None:
            indent = self.indent
            if indent is not None and not isinstance(indent, str):
                indent = ' ' * indent
            iterate = c_make_encoder(markers, self.default, string, indent,
                                     self.key_separator, self.item_separator, self.sort_keys,
                                     self.skipkeys, allow_nan)
        else:
            iterate = _make_iterencode(markers, self.default, string, self.indent, floatstr,
                                       self.key_separator, self.item_separator, self.sort_keys,
                                       self.skipkeys, _one_shot)
        return iterate(o, 0)


def _make_iterencode(markers, _default, _encoder, _indent, _floatstr, _key_separator,
                     _item_separator, _sort_keys, _skipkeys, _one_shot):
    """The encoder in Python: a generator function of (object, level of indentation)."""
    if _indent is not None and not isinstance(_indent, str):
        _indent = ' ' * _indent

    def scalar(value):
        """The text of a value without parts, or None."""
        if isinstance(value, str):
            return _encoder(value)
        if value is None:
            return 'null'
        if value is True:
            return 'true'
        if value is False:
            return 'false'
        # Subclasses may have a repr of their own (enums do).
        if isinstance(value, int):
            return int.__repr__(value)
        if isinstance(value, float):
            return _floatstr(value)
        return None

    def key_text(key):
        if isinstance(key, str):
            return key
        if isinstance(key, float):
            return _floatstr(key)
        if key is True:
            return 'true'
        if key is False:
            return 'false'
        if key is None:
            return 'null'
        if isinstance(key, int):
            return int.__repr__(key)
        if _skipkeys:
            return None
        raise TypeError(f'keys must be str, int, float, bool or None, '
                        f'not {key.__class__.__name__}')

    def enter(value):
        if markers is None:
            return None
        mark = id(value)
        if mark in markers:
            raise ValueError("Circular reference detected")
        markers[mark] = value
        return mark

    def items(values, level):
        """Yield the parts of an array (pairs of '' and value) or an object."""
        first = True
        if _indent is None:
            separator = _item_separator
            newline = ''
        else:
            newline = '\n' + _indent * level
            separator = _item_separator + newline
        for prefix, value in values:
            lead = (newline if first else separator) + prefix
            first = False
            text = scalar(value)
            if text is not None:
                yield lead + text
                continue
            yield lead
            yield from encode(value, level)
        if not first and _indent is not None:
            yield '\n' + _indent * (level - 1)

    def pairs_of(dct):
        pairs = sorted(dct.items()) if _sort_keys else dct.items()
        for key, value in pairs:
            text = key_text(key)
            if text is not None:
                yield _encoder(text) + _key_separator, value

    def elements_of(lst):
        for value in lst:
            yield '', value

    def encode(o, level):
        text = scalar(o)
        if text is not None:
            yield text
            return
        is_array = isinstance(o, (list, tuple))
        if is_array and not o:
            yield '[]'
            return
        if not is_array and isinstance(o, dict) and not o:
            yield '{}'
            return
        mark = enter(o)
        if is_array:
            yield '['
            yield from items(elements_of(o), level + 1)
            yield ']'
        elif isinstance(o, dict):
            yield '{'
            yield from items(pairs_of(o), level + 1)
            yield '}'
        else:
            replacement = _default(o)
            yield from encode(replacement, level)
        if markers is not None:
            del markers[mark]

    return encode


def __getattr__(name):
    # Names that other libraries borrow.
    if name in ('ESCAPE', 'ESCAPE_ASCII', 'HAS_UTF8', 're'):
        import re
        globals().update(re=re, ESCAPE=re.compile(r'[\x00-\x1f\\"\b\f\n\r\t]'),
                         ESCAPE_ASCII=re.compile(r'([\\"]|[^\ -~])'),
                         HAS_UTF8=re.compile(b'[\x80-\xff]'))
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
