"""sqlite3.dbapi2 of 3.12: adapters and converters of dates are deprecated, as its version is."""

_deprecated_numbers = {'version': version, 'version_info': version_info}
del version, version_info, enable_shared_cache


def __getattr__(name):
    if name in _deprecated_numbers:
        import warnings
        warnings.warn(f'{name} is deprecated and will be removed in Python 3.14',
                      DeprecationWarning, stacklevel=2)
        return _deprecated_numbers[name]
    raise AttributeError(f"module 'sqlite3.dbapi2' has no attribute '{name}'")


def _warn_of_default(what):
    import warnings
    warnings.warn(f'The default {what} is deprecated as of Python 3.12; see the sqlite3 '
                  'documentation for suggested replacement recipes',
                  DeprecationWarning, stacklevel=3)


def _adapt_date(value):
    _warn_of_default('date adapter')
    return value.isoformat()


def _adapt_datetime(value):
    _warn_of_default('datetime adapter')
    return value.isoformat(' ')


def _convert_date(value):
    _warn_of_default('date converter')
    return datetime.date(*map(int, value.split(b'-')))


def _convert_timestamp(value):
    _warn_of_default('timestamp converter')
    day, _, time_of_day = value.partition(b' ')
    clock, _, fraction = time_of_day.partition(b'.')
    microseconds = int(fraction.decode()[:6].ljust(6, '0')) if fraction else 0
    return datetime.datetime(*map(int, day.split(b'-')), *map(int, clock.split(b':')),
                             microseconds)


register_adapter(datetime.date, _adapt_date)
register_adapter(datetime.datetime, _adapt_datetime)
register_converter('date', _convert_date)
register_converter('timestamp', _convert_timestamp)
