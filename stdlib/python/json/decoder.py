"""JSONDecoder, and the parsers of strings, arrays and objects in Python.

The native scanner replaces all of these in the default decoder; a subclass that sets
scan_once, parse_string, parse_array or parse_object gets the Python ones. A parser takes the text
and an index and gives (value, index after it).
"""
from json import scanner

try:
    from _json import scanstring as c_scanstring
except ImportError:
    c_scanstring = None

__all__ = ['JSONDecoder', 'JSONDecodeError']

NaN = float('nan')
PosInf = float('inf')
NegInf = float('-inf')

_CONSTANTS = {'-Infinity': NegInf, 'Infinity': PosInf, 'NaN': NaN}


class JSONDecodeError(ValueError):
    """Invalid JSON: msg, doc, pos, lineno, colno."""

    def __init__(self, msg, doc, pos):
        lineno = doc.count('\n', 0, pos) + 1
        colno = pos - doc.rfind('\n', 0, pos)
        ValueError.__init__(self, '%s: line %d column %d (char %d)' % (msg, lineno, colno, pos))
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = lineno
        self.colno = colno

    def __reduce__(self):
        return self.__class__, (self.msg, self.doc, self.pos)


BACKSLASH = {'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r',
             't': '\t'}
WHITESPACE_STR = ' \t\n\r'


def _skip_space(s, index):
    size = len(s)
    while index < size and s[index] in WHITESPACE_STR:
        index += 1
    return index


_HEX = frozenset('0123456789abcdefABCDEF')


def _decode_uXXXX(s, pos):
    digits = s[pos + 1:pos + 5]
    # int() would accept more than digits.
    if len(digits) != 4 or not _HEX.issuperset(digits):
        raise JSONDecodeError("Invalid \\uXXXX escape", s, pos)
    return int(digits, 16)


def py_scanstring(s, end, strict=True):
    """Parse a string from after its opening quote; with strict, control characters are errors."""
    chunks = []
    begin = end - 1
    size = len(s)
    while True:
        start = end
        while end < size and s[end] != '"' and s[end] != '\\' and s[end] >= ' ':
            end += 1
        if end > start:
            chunks.append(s[start:end])
        if end >= size:
            raise JSONDecodeError("Unterminated string starting at", s, begin)
        char = s[end]
        end += 1
        if char == '"':
            return ''.join(chunks), end
        if char != '\\':
            if strict:
                raise JSONDecodeError("Invalid control character {0!r} at".format(char), s,
                                      end - 1)
            chunks.append(char)
            continue
        if end >= size:
            raise JSONDecodeError("Unterminated string starting at", s, begin)
        escape = s[end]
        if escape != 'u':
            try:
                chunks.append(BACKSLASH[escape])
            except KeyError:
                raise JSONDecodeError("Invalid \\escape: {0!r}".format(escape), s,
                                      end) from None
            end += 1
            continue
        code = _decode_uXXXX(s, end)
        end += 5
        if 0xd800 <= code <= 0xdbff and s[end:end + 2] == '\\u':
            low = _decode_uXXXX(s, end + 1)
            if 0xdc00 <= low <= 0xdfff:
                code = 0x10000 + ((code - 0xd800) << 10 | (low - 0xdc00))
                end += 6
        chunks.append(chr(code))


scanstring = c_scanstring or py_scanstring


def JSONObject(s_and_end, strict, scan_once, object_hook, object_pairs_hook, memo=None,
               _w=None, _ws=WHITESPACE_STR):
    """Parse an object from after its brace."""
    s, end = s_and_end
    pairs = []
    # Keys repeat from object to object: share them.
    share = {}.setdefault if memo is None else memo.setdefault
    char = s[end:end + 1]
    if char != '"':
        end = _skip_space(s, end)
        char = s[end:end + 1]
        if char == '}':
            if object_pairs_hook is not None:
                return object_pairs_hook(pairs), end + 1
            result = {}
            if object_hook is not None:
                result = object_hook(result)
            return result, end + 1
        if char != '"':
            raise JSONDecodeError("Expecting property name enclosed in double quotes", s, end)
    end += 1
    while True:
        key, end = scanstring(s, end, strict)
        key = share(key, key)
        end = _skip_space(s, end)
        if s[end:end + 1] != ':':
            raise JSONDecodeError("Expecting ':' delimiter", s, end)
        end = _skip_space(s, end + 1)
        try:
            value, end = scan_once(s, end)
        except StopIteration as stop:
            raise JSONDecodeError("Expecting value", s, stop.value) from None
        pairs.append((key, value))
        end = _skip_space(s, end)
        char = s[end:end + 1]
        end += 1
        if char == '}':
            break
        if char != ',':
            raise JSONDecodeError("Expecting ',' delimiter", s, end - 1)
        comma = end - 1
        end = _skip_space(s, end)
        char = s[end:end + 1]
        end += 1
        if char != '"':
            if char == '}':
                raise JSONDecodeError("Illegal trailing comma before end of object", s, comma)
            raise JSONDecodeError("Expecting property name enclosed in double quotes", s,
                                  end - 1)
    if object_pairs_hook is not None:
        return object_pairs_hook(pairs), end
    result = dict(pairs)
    if object_hook is not None:
        result = object_hook(result)
    return result, end


def JSONArray(s_and_end, scan_once, _w=None, _ws=WHITESPACE_STR):
    """Parse an array from after its bracket."""
    s, end = s_and_end
    values = []
    end = _skip_space(s, end)
    if s[end:end + 1] == ']':
        return values, end + 1
    while True:
        try:
            value, end = scan_once(s, end)
        except StopIteration as stop:
            raise JSONDecodeError("Expecting value", s, stop.value) from None
        values.append(value)
        end = _skip_space(s, end)
        char = s[end:end + 1]
        if char == ']':
            return values, end + 1
        if char != ',':
            raise JSONDecodeError("Expecting ',' delimiter", s, end)
        comma = end
        end = _skip_space(s, end + 1)
        if s[end:end + 1] == ']':
            raise JSONDecodeError("Illegal trailing comma before end of array", s, comma)


class JSONDecoder:
    """Turns JSON text into Python objects; see loads() for the parameters.

    With strict=False, control characters are allowed inside strings.
    """

    def __init__(self, *, object_hook=None, parse_float=None, parse_int=None,
                 parse_constant=None, strict=True, object_pairs_hook=None):
        self.object_hook = object_hook
        self.parse_float = parse_float or float
        self.parse_int = parse_int or int
        self.parse_constant = parse_constant or _CONSTANTS.__getitem__
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook
        self.parse_object = JSONObject
        self.parse_array = JSONArray
        self.parse_string = scanstring
        self.memo = {}
        self.scan_once = scanner.make_scanner(self)

    def decode(self, s, _w=_skip_space):
        """The value of text that holds one, and nothing else."""
        obj, end = self.raw_decode(s, idx=_w(s, 0))
        end = _w(s, end)
        if end != len(s):
            raise JSONDecodeError("Extra data", s, end)
        return obj

    def raw_decode(self, s, idx=0):
        """(value, index after it) of text that may go on."""
        try:
            obj, end = self.scan_once(s, idx)
        except StopIteration as stop:
            raise JSONDecodeError("Expecting value", s, stop.value) from None
        return obj, end


def __getattr__(name):
    # Names that other libraries borrow; re is not needed for anything else.
    if name in ('FLAGS', 'WHITESPACE', 'STRINGCHUNK', 're'):
        import re
        flags = re.VERBOSE | re.MULTILINE | re.DOTALL
        globals().update(re=re, FLAGS=flags, WHITESPACE=re.compile(r'[ \t\n\r]*', flags),
                         STRINGCHUNK=re.compile(r'(.*?)(["\\\x00-\x1f])', flags))
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
