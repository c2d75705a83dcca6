"""Deprecated name of what programs import from CPython's re._constants."""
import warnings
warnings.warn(f"module {__name__!r} is deprecated", DeprecationWarning, stacklevel=2)

from re import _constants as _module
globals().update({k: v for k, v in vars(_module).items() if k[:2] != '__'})
