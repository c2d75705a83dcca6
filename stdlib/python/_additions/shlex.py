"""shlex of 3.12: split(None) is an error."""

_split_also_none = split


def split(s, comments=False, posix=True):
    """Split the string *s* using shell-like syntax."""
    if s is None:
        raise ValueError('s argument must not be None')
    return _split_also_none(s, comments, posix)
