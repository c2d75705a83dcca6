"""email.utils of 3.12: localtime() ignores isdst."""


def localtime(dt=None, isdst=None):
    """Return local time as an aware datetime object: now, or that of dt; isdst is ignored."""
    if isdst is not None:
        import warnings
        warnings._deprecated(
            "The 'isdst' parameter to 'localtime'",
            message='{name} is deprecated and slated for removal in Python {remove}',
            remove=(3, 14))
    if dt is None:
        dt = datetime.datetime.now()
    return dt.astimezone()
