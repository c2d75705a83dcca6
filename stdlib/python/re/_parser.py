"""CPython's module of this name: its tables. The parser itself is native and gives no tree."""
from re._constants import *
from re._constants import MAXGROUPS, MAXREPEAT

SPECIAL_CHARS = ".\\[{()*+?^$|"
REPEAT_CHARS = "*+?{"
DIGITS = frozenset("0123456789")
OCTDIGITS = frozenset("01234567")
HEXDIGITS = frozenset("0123456789abcdefABCDEF")
ASCIILETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
WHITESPACE = frozenset(" \t\n\r\v\f")

FLAGS = {"i": SRE_FLAG_IGNORECASE, "L": SRE_FLAG_LOCALE, "m": SRE_FLAG_MULTILINE,
         "s": SRE_FLAG_DOTALL, "x": SRE_FLAG_VERBOSE, "a": SRE_FLAG_ASCII,
         "u": SRE_FLAG_UNICODE}


class Verbose(Exception):
    pass


class _Unsupported:
    def __init__(self, *args, **kwargs):
        raise NotImplementedError("the parser of regular expressions is native")


class State(_Unsupported):
    pass


class SubPattern(_Unsupported):
    pass


class Tokenizer(_Unsupported):
    pass


def parse(str, flags=0, state=None):
    """Check a pattern; there is no tree to return."""
    import _re
    _re.compile(str, int(flags))
    raise NotImplementedError("the parser of regular expressions is native")


def parse_template(source, pattern):
    raise NotImplementedError("the parser of templates is native")
