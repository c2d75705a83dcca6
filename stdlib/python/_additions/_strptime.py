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
