"""Whether to write in colour, and the escape sequences for it."""
import os
import sys

COLORIZE = True


class ANSIColors:
    BOLD_GREEN = "\x1b[1;32m"
    BOLD_MAGENTA = "\x1b[1;35m"
    BOLD_RED = "\x1b[1;31m"
    GREEN = "\x1b[32m"
    GREY = "\x1b[90m"
    MAGENTA = "\x1b[35m"
    RED = "\x1b[31m"
    RESET = "\x1b[0m"
    YELLOW = "\x1b[33m"


NoColors = ANSIColors()
for _name in dir(NoColors):
    if not _name.startswith("__"):
        setattr(NoColors, _name, "")
del _name


def get_colors(colorize=False):
    """The escape sequences, or empty strings in their place."""
    return ANSIColors() if colorize or can_colorize() else NoColors


def can_colorize():
    """Whether standard error is a terminal that wants colour: NO_COLOR, FORCE_COLOR, TERM."""
    if not sys.flags.ignore_environment:
        wish = os.environ.get("PYTHON_COLORS")
        if wish == "0":
            return False
        if wish == "1":
            return True
    if os.environ.get("NO_COLOR"):
        return False
    if not COLORIZE:
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    if os.environ.get("TERM") == "dumb":
        return False
    if not hasattr(sys.stderr, "fileno"):
        return False
    try:
        return os.isatty(sys.stderr.fileno())
    except ValueError:
        return sys.stderr.isatty()
    except OSError:                       # no descriptor: a StringIO, perhaps
        return sys.stderr.isatty()
