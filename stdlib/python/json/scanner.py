"""make_scanner(decoder): a function that parses the value at an index of a text.

It gives (value, index after it), or raises StopIteration with the index where no value begins.
"""

try:
    from _json import make_scanner as c_make_scanner
except ImportError:
    c_make_scanner = None

__all__ = ['make_scanner']

_DIGITS = frozenset('0123456789')


def _number_end(string, start):
    """(index after the integer part, index after the number), or None where there is none."""
    size = len(string)
    index = start
    if index < size and string[index] == '-':
        index += 1
    if index >= size or string[index] not in _DIGITS:
        return None
    if string[index] == '0':
        index += 1
    else:
        while index < size and string[index] in _DIGITS:
            index += 1
    integer = index
    if index + 1 < size and string[index] == '.' and string[index + 1] in _DIGITS:
        index += 2
        while index < size and string[index] in _DIGITS:
            index += 1
    if index < size and string[index] in 'eE':
        exponent = index + 1
        if exponent < size and string[exponent] in '+-':
            exponent += 1
        if exponent < size and string[exponent] in _DIGITS:
            while exponent < size and string[exponent] in _DIGITS:
                exponent += 1
            index = exponent
    return integer, index


def py_make_scanner(context):
    parse_object = context.parse_object
    parse_array = context.parse_array
    parse_string = context.parse_string
    strict = context.strict
    parse_float = context.parse_float
    parse_int = context.parse_int
    parse_constant = context.parse_constant
    object_hook = context.object_hook
    object_pairs_hook = context.object_pairs_hook
    memo = context.memo

    def scan(string, idx):
        try:
            char = string[idx]
        except IndexError:
            raise StopIteration(idx) from None
        if char == '"':
            return parse_string(string, idx + 1, strict)
        if char == '{':
            return parse_object((string, idx + 1), strict, scan, object_hook,
                                object_pairs_hook, memo)
        if char == '[':
            return parse_array((string, idx + 1), scan)
        if char == 'n' and string.startswith('null', idx):
            return None, idx + 4
        if char == 't' and string.startswith('true', idx):
            return True, idx + 4
        if char == 'f' and string.startswith('false', idx):
            return False, idx + 5
        ends = _number_end(string, idx)
        if ends is not None:
            integer, end = ends
            if integer == end:
                return parse_int(string[idx:end]), end
            return parse_float(string[idx:end]), end
        for name in ('NaN', 'Infinity', '-Infinity'):
            if string.startswith(name, idx):
                return parse_constant(name), idx + len(name)
        raise StopIteration(idx)

    def scan_once(string, idx):
        if idx < 0:
            raise ValueError('idx cannot be negative')
        try:
            return scan(string, idx)
        finally:
            memo.clear()

    return scan_once


make_scanner = c_make_scanner or py_make_scanner


def __getattr__(name):
    if name == 'NUMBER_RE':
        import re
        return re.compile(r'(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?',
                          re.VERBOSE | re.MULTILINE | re.DOTALL)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
