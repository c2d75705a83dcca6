"""Regular expressions.

Parsing and matching are native. What this module expects of `_re`:

    compile(pattern, flags) -> Pattern    pattern is str or bytes, flags a plain int
    Pattern, Match                        the types, complete with all their methods; their
                                          __module__ is "re"
    set_error_class(cls)                  the exception to raise, called as cls(msg, pattern, pos)
    MAXGROUPS, MAXREPEAT                  limits

FutureWarnings about a pattern are issued for the nearest caller outside this package.

A Pattern as `pattern` never reaches `_re`. Templates of sub() and expand() are native too.
"""
import enum

import _re

__all__ = [
    "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer", "compile",
    "purge", "escape", "error", "Pattern", "Match", "A", "I", "L", "M", "S", "X", "U",
    "ASCII", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL", "VERBOSE", "UNICODE", "NOFLAG",
    "RegexFlag", "PatternError",
]

__version__ = "2.2.1"

Pattern = _re.Pattern
Match = _re.Match


@enum.global_enum
@enum._simple_enum(enum.IntFlag, boundary=enum.KEEP)
class RegexFlag:
    NOFLAG = 0
    ASCII = A = 256          # classes such as \w match ASCII only
    IGNORECASE = I = 2
    LOCALE = L = 4           # classes and case by the locale, for bytes
    UNICODE = U = 32         # what str patterns have anyway
    MULTILINE = M = 8        # ^ and $ match at every line
    DOTALL = S = 16          # . matches newlines
    VERBOSE = X = 64         # whitespace and comments are ignored
    DEBUG = 128              # print the parsed pattern
    __str__ = object.__str__
    _numeric_repr_ = hex


class PatternError(Exception):
    """An invalid pattern: msg, pattern, pos, lineno, colno; all but msg may be None."""

    __module__ = 're'

    def __init__(self, msg, pattern=None, pos=None):
        self.msg = msg
        self.pattern = pattern
        self.pos = pos
        self.lineno = self.colno = None
        if pattern is not None and pos is not None:
            msg = f'{msg} at position {pos}'
            newline = '\n' if isinstance(pattern, str) else b'\n'
            self.lineno = pattern.count(newline, 0, pos) + 1
            self.colno = pos - pattern.rfind(newline, 0, pos)
            if newline in pattern:
                msg = f'{msg} (line {self.lineno}, column {self.colno})'
        super().__init__(msg)


error = PatternError
_re.set_error_class(PatternError)


# Compiling

# (type, pattern, flags) -> Pattern, least recently added first. The type is in the key because
# a str and a bytes pattern may compare equal.
_cache = {}
_MAXCACHE = 512


def _compile(pattern, flags):
    if flags.__class__ is RegexFlag:
        flags = flags.value
    key = pattern.__class__, pattern, flags
    try:
        return _cache[key]
    except KeyError:
        pass
    if isinstance(pattern, Pattern):
        if flags:
            raise ValueError("cannot process flags argument with a compiled pattern")
        return pattern
    if not isinstance(pattern, (str, bytes)):
        # Other buffers are taken too; a str subclass as it is.
        if not _is_buffer(pattern):
            raise TypeError("first argument must be string or compiled pattern")
    compiled = _re.compile(pattern, flags)
    if not flags & 128:
        if len(_cache) >= _MAXCACHE:
            # Another thread may have been faster.
            _cache.pop(next(iter(_cache), None), None)
        _cache[key] = compiled
    return compiled


def _is_buffer(value):
    try:
        memoryview(value).release()
    except TypeError:
        return False
    return True


def compile(pattern, flags=0):
    """Compile a pattern to a Pattern object."""
    return _compile(pattern, flags)


def purge():
    """Empty the cache of compiled patterns."""
    _cache.clear()


# Using a pattern once

def match(pattern, string, flags=0):
    """Match at the beginning of the string: a Match, or None."""
    return _compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    """Match the whole string: a Match, or None."""
    return _compile(pattern, flags).fullmatch(string)


def search(pattern, string, flags=0):
    """The first match anywhere in the string, or None."""
    return _compile(pattern, flags).search(string)


class _ZeroSentinel(int):
    """The default of count, maxsplit and flags, told apart from a 0 that was passed."""


_zero_sentinel = _ZeroSentinel()


def _positional(name, required, option, args, value, flags):
    """Take the optional arguments that were passed by position, which is deprecated."""
    if value is not _zero_sentinel:
        raise TypeError(f"{name}() got multiple values for argument {option!r}")
    value, *rest = args
    if rest:
        if flags is not _zero_sentinel:
            raise TypeError(f"{name}() got multiple values for argument 'flags'")
        flags, *rest = rest
        if rest:
            raise TypeError(f"{name}() takes from {required} to {required + 2} positional "
                            f"arguments but {required + len(args)} were given")
    import warnings
    warnings.warn(f"{option!r} is passed as positional argument", DeprecationWarning,
                  stacklevel=3)
    return value, flags


def sub(pattern, repl, string, *args, count=_zero_sentinel, flags=_zero_sentinel):
    """The string with its matches replaced by repl, a template or a function of the Match."""
    if args:
        count, flags = _positional("sub", 3, 'count', args, count, flags)
    return _compile(pattern, flags).sub(repl, string, count)


sub.__text_signature__ = '(pattern, repl, string, count=0, flags=0)'


def subn(pattern, repl, string, *args, count=_zero_sentinel, flags=_zero_sentinel):
    """(what sub() gives, the number of replacements)."""
    if args:
        count, flags = _positional("subn", 3, 'count', args, count, flags)
    return _compile(pattern, flags).subn(repl, string, count)


subn.__text_signature__ = '(pattern, repl, string, count=0, flags=0)'


def split(pattern, string, *args, maxsplit=_zero_sentinel, flags=_zero_sentinel):
    """The parts of the string between the matches, and the groups of these."""
    if args:
        maxsplit, flags = _positional("split", 2, 'maxsplit', args, maxsplit, flags)
    return _compile(pattern, flags).split(string, maxsplit)


split.__text_signature__ = '(pattern, string, maxsplit=0, flags=0)'


def findall(pattern, string, flags=0):
    """All matches: strings, or the groups if the pattern has any."""
    return _compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    """All matches, one Match after the other."""
    return _compile(pattern, flags).finditer(string)


_special_chars_map = {i: '\\' + chr(i) for i in b'()[]{}?*+-|^$\\.&~# \t\n\r\v\f'}


def escape(pattern):
    """A pattern that matches the text as it is."""
    if isinstance(pattern, str):
        return pattern.translate(_special_chars_map)
    return str(pattern, 'latin1').translate(_special_chars_map).encode('latin1')


def _pickle(pattern):
    return _compile, (pattern.pattern, pattern.flags)


def _register_pickle():
    import copyreg
    copyreg.pickle(Pattern, _pickle, _compile)


_register_pickle()


class Scanner:
    """An experimental lexer: (pattern, action) pairs, the first that matches is taken.

    An action is a function of the scanner and the text, a value to be listed, or None.
    """

    def __init__(self, lexicon, flags=0):
        self.lexicon = lexicon
        self._flags = flags.value if isinstance(flags, RegexFlag) else flags
        self._phrases = [(_re.compile(phrase, self._flags).match, action)
                         for phrase, action in lexicon]
        self.match = None

    @property
    def scanner(self):
        """One pattern for the whole lexicon."""
        return _re.compile('|'.join(f'({phrase})' for phrase, _ in self.lexicon), self._flags)

    def scan(self, string):
        """(the list of results, the rest of the string where nothing matches)."""
        result = []
        position = 0
        while True:
            for match, action in self._phrases:
                found = match(string, position)
                if found is not None:
                    break
            else:
                break
            end = found.end()
            if end == position:
                break                     # an empty match would repeat for ever
            if callable(action):
                self.match = found
                action = action(self, found.group())
            if action is not None:
                result.append(action)
            position = end
        return result, string[position:]


def __getattr__(name):
    # Submodules of CPython's package that programs reach for.
    if name in ("_constants", "_compiler", "_parser"):
        import importlib
        return importlib.import_module("re." + name)
    raise AttributeError(f"module 're' has no attribute {name!r}")
