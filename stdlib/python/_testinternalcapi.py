# What CPython's own test files ask about the interpreter they run in (test.support and a few
# others import this): the answers that make sense here, and nothing that is about C.
import sys

SIZEOF_PYGC_HEAD = 0


def get_config():
    """The configuration of the interpreter, as far as the tests look at it."""
    flags = sys.flags
    return {
        "code_debug_ranges": 0 if sys._xoptions.get("no_debug_ranges") else 1,
        "dev_mode": int(flags.dev_mode),
        "hash_seed": 0,
        "interactive": flags.interactive,
        "isolated": flags.isolated,
        "optimization_level": flags.optimize,
        "use_environment": int(not flags.ignore_environment),
        "use_frozen_modules": 0,
        "verbose": flags.verbose,
    }


def get_configs():
    return {"config": get_config()}


def get_recursion_depth():
    """How many frames of Python code are below the caller's, itself included."""
    depth = 0
    frame = sys._getframe(1)
    while frame is not None:
        depth += 1
        frame = frame.f_back
    return depth


def get_immortalize_deferred():
    return False


def suppress_immortalization(suppress):
    pass


def has_inline_values(object):
    """Whether the attributes are in the object itself: they are, until someone asks for a dict."""
    return False
