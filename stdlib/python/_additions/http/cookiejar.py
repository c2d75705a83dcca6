"""http.cookiejar of 3.12: dates are made from times that know their zone."""


def _utc(t):
    return datetime.datetime.fromtimestamp(time.time() if t is None else t, datetime.UTC)


def time2isoz(t=None):
    """A time, by default the current one, as "YYYY-MM-DD hh:mm:ssZ"."""
    date = _utc(t)
    return '%04d-%02d-%02d %02d:%02d:%02dZ' % (
        date.year, date.month, date.day, date.hour, date.minute, date.second)


def time2netscape(t=None):
    """A time, by default the current one, as "Wed, DD-Mon-YYYY HH:MM:SS GMT"."""
    date = _utc(t)
    return '%s, %02d-%s-%04d %02d:%02d:%02d GMT' % (
        DAYS[date.weekday()], date.day, MONTHS[date.month - 1], date.year, date.hour, date.minute,
        date.second)
