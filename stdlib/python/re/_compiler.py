"""CPython's module of this name: compile() without the cache. There is no Python code behind it."""
import _re
from re._constants import *
from re._constants import MAXGROUPS, MAXREPEAT


def isstring(obj):
    return isinstance(obj, (str, bytes))


def compile(p, flags=0):
    """Compile a pattern given as text."""
    if not isstring(p):
        raise TypeError("parsed patterns are not supported, only their text")
    return _re.compile(p, int(flags))
