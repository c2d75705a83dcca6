"""datetime in Python: the file of the library's folder, with what 3.12 and 3.13 changed."""
__name__ = 'datetime'


def _load(namespace):
    import os
    import sys
    from importlib.machinery import SourceFileLoader
    for folder in reversed(sys.path):  # the library's is the last; a script may have one of its own
        path = os.path.join(folder, 'datetime.py')
        if not os.path.isfile(path):
            continue
        source = SourceFileLoader('datetime', path).get_source('datetime')
        end = source.rfind('\ntry:\n    from _datetime import *')
        if end > 0:
            exec(compile(source[:end + 1], path, 'exec'), namespace)
            return
    raise ModuleNotFoundError("No module named '_pydatetime'", name='_pydatetime')


_load(globals())


def _add_313():
    from warnings import warn

    def plain(operation, name):  # of two dates: a datetime is none here
        def method(self, other):
            if isinstance(other, date) and not isinstance(other, datetime):
                return operation(self._cmp(other))
            return NotImplemented
        method.__name__ = name
        method.__qualname__ = f'date.{name}'
        setattr(date, name, method)

    plain(lambda order: order == 0, '__eq__')
    plain(lambda order: order <= 0, '__le__')
    plain(lambda order: order < 0, '__lt__')
    plain(lambda order: order >= 0, '__ge__')
    plain(lambda order: order > 0, '__gt__')

    def full(operation, name):  # of two datetimes
        def method(self, other):
            if isinstance(other, datetime):
                return operation(self._cmp(other))
            return NotImplemented

        def equal(self, other):
            if isinstance(other, datetime):
                return self._cmp(other, allow_mixed=True) == 0
            return NotImplemented
        if operation is None:
            method = equal
        method.__name__ = name
        method.__qualname__ = f'datetime.{name}'
        setattr(datetime, name, method)

    full(None, '__eq__')
    full(lambda order: order <= 0, '__le__')
    full(lambda order: order < 0, '__lt__')
    full(lambda order: order >= 0, '__ge__')
    full(lambda order: order > 0, '__gt__')

    for cls in (date, time, datetime):
        cls.__replace__ = cls.replace

    from_timestamp = date.__dict__['fromtimestamp'].__func__

    def fromtimestamp(cls, t):
        """Construct a date from a POSIX timestamp (like time.time())."""
        if t is None:
            raise TypeError("'NoneType' object cannot be interpreted as an integer")
        return from_timestamp(cls, t)
    date.fromtimestamp = classmethod(fromtimestamp)

    def fromtimestamp(cls, timestamp, tz=None):
        """Construct a datetime from a POSIX timestamp (like time.time()).

        A timezone info object may be passed in as well.
        """
        _check_tzinfo_arg(tz)
        return cls._fromtimestamp(timestamp, tz is not None, tz)
    datetime.fromtimestamp = classmethod(fromtimestamp)

    def utcfromtimestamp(cls, t):
        """Construct a naive UTC datetime from a POSIX timestamp."""
        warn('datetime.datetime.utcfromtimestamp() is deprecated and scheduled for removal in a '
             'future version. Use timezone-aware objects to represent datetimes in UTC: '
             'datetime.datetime.fromtimestamp(t, datetime.UTC).', DeprecationWarning, stacklevel=2)
        return cls._fromtimestamp(t, True, None)
    datetime.utcfromtimestamp = classmethod(utcfromtimestamp)

    def utcnow(cls):
        """Construct a UTC datetime from time.time()."""
        warn('datetime.datetime.utcnow() is deprecated and scheduled for removal in a future '
             'version. Use timezone-aware objects to represent datetimes in UTC: '
             'datetime.datetime.now(datetime.UTC).', DeprecationWarning, stacklevel=2)
        return cls._fromtimestamp(_time.time(), True, None)
    datetime.utcnow = classmethod(utcnow)

    wrap = _wrap_strftime

    def wrap_colons(object, format, timetuple):  # %:z besides
        parts = str.split(format, '%%')
        for i, part in enumerate(parts):
            if '%:z' in part:
                offset = object.utcoffset() if hasattr(object, 'utcoffset') else None
                parts[i] = part.replace('%:z', _format_offset(offset))
        return wrap(object, '%%'.join(parts), timetuple)
    globals()['_wrap_strftime'] = wrap_colons

    def strftime(self, format):
        """Format using strftime()."""
        return _wrap_strftime(self, format, self.timetuple())
    date.strftime = strftime

    def strftime(self, format):
        """Format using strftime().  The date part of the timestamp passed to underlying strftime
        should not be used."""
        timetuple = 1900, 1, 1, self._hour, self._minute, self._second, 0, 1, -1
        return _wrap_strftime(self, format, timetuple)
    time.strftime = strftime

    local_timezone = datetime._local_timezone

    def _local_timezone(self):
        if self.tzinfo is not None:
            return local_timezone(self)
        ts = self._mktime()
        other = self.replace(fold=1 - self.fold)._mktime()
        if other != ts and (other > ts) == self.fold:  # in a gap the other one's offset counts
            ts = other
        localtm = _time.localtime(ts)
        return timezone(timedelta(seconds=localtm.tm_gmtoff), localtm.tm_zone)
    datetime._local_timezone = _local_timezone

    def __init_subclass__(cls):
        raise TypeError("type 'datetime.timezone' is not an acceptable base type")
    timezone.__init_subclass__ = classmethod(__init_subclass__)


_add_313()
del _load, _add_313
