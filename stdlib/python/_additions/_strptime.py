def _add_strptime():
    library_pattern = TimeRE.pattern

    def pattern(self, format):
        """Return regex pattern for the format string.

        Need to make sure that any characters that might be interpreted as
        regex syntax are escaped.
        """
        directives = [part[:1] for part in format.replace('%%', '').split('%')[1:]]
        if 'd' in directives and not any(letter in 'YyG' for letter in directives if letter):
            import os
            import warnings
            warnings.warn(
                'Parsing dates involving a day of month without a year specified is ambiguious\n'
                'and fails to parse leap day. The default behavior will change in Python 3.15\n'
                'to either always raise an exception or to use a different default year (TBD).\n'
                'To avoid trouble, add a specific year to the input & format.\n'
                'See https://github.com/python/cpython/issues/70647.',
                DeprecationWarning, skip_file_prefixes=(os.path.dirname(__file__), '<frozen '))
        return library_pattern(self, format)

    TimeRE.pattern = pattern


_add_strptime()
del _add_strptime

_strptime_311 = _strptime


def _strptime(data_string, format='%a %b %d %H:%M:%S %Y'):
    """Time tuple, fraction and offset of a string; ISO dates are wholly checked."""
    directives = {part[:1] for part in str(format).replace('%%', '').split('%')[1:]}
    try:
        result = _strptime_311(data_string, format)
    except ValueError as error:
        if 'G' in directives and 'j' in directives and "directive '%G'" in str(error):
            raise ValueError("Day of the year directive '%j' is not compatible with ISO year "
                             "directive '%G'. Use '%Y' instead.") from None
        if 'V' in directives and not directives & set('GYyDxc') and "is incompatible" in str(error):
            raise ValueError("ISO week directive '%V' must be used with the ISO year directive "
                             "'%G' and a weekday directive ('%A', '%a', '%w', or '%u').") from None
        raise
    if 'G' in directives and 'V' in directives:
        found = _TimeRE_cache.compile(format).match(data_string)
        week = int(found['V'])
        if datetime_date(*result[0][:3]).isocalendar().week != week:
            raise ValueError(f'Invalid week: {week}')
    return result
