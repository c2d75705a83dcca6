"""sqlite3 of 3.12: its own version numbers are deprecated; OptimizedUnicode is gone."""
from sqlite3.dbapi2 import __getattr__ as _of_dbapi2


def __getattr__(name):
    if name in ('version', 'version_info'):
        import warnings
        warnings.warn(f'{name} is deprecated and will be removed in Python 3.14',
                      DeprecationWarning, stacklevel=2)
        return _deprecated_numbers[name]
    raise AttributeError(f"module 'sqlite3' has no attribute '{name}'")


_deprecated_numbers = _of_dbapi2.__globals__['_deprecated_numbers']
del _of_dbapi2
