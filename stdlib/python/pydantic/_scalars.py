"""Dates, times, decimals and the other types of one value that the library has classes for.

`scalar(cls)` gives the validator of a class, or None. Modules are imported when a model needs them.
"""
import re

from ._errors import fail

STRICT, JSON = 1, 2

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,6})\d*)?)?", re.ASCII)
_ZONE = re.compile(r"[Zz]|([+-\u2212])(\d\d):?(\d\d)", re.ASCII)
_SPAN = re.compile(r"([+-]?)P(?:(\d+(?:\.\d*)?)Y)?(?:(\d+(?:\.\d*)?)M)?(?:(\d+(?:\.\d*)?)W)?"
                   r"(?:(\d+(?:\.\d*)?)D)?(?:T(?:(\d+(?:\.\d*)?)H)?(?:(\d+(?:\.\d*)?)M)?"
                   r"(?:(\d+(?:\.\d*)?)S)?)?", re.ASCII | re.IGNORECASE)
_CLOCK = re.compile(r"([+-]?)(?:(\d+) ?d(?:ays?)?,? ?)?(\d+):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?",
                    re.ASCII | re.IGNORECASE)
# Seconds above this are milliseconds: the year 2603 otherwise.
_WATERSHED = 20_000_000_000


class _Bad(Exception):
    """What is wrong with the text of a date or time."""


def _parse_date(text):
    import datetime
    if len(text) < 10:
        raise _Bad("input is too short")
    for place, part in ((0, "year"), (1, "year"), (2, "year"), (3, "year"), (5, "month"),
                        (6, "month"), (8, "day"), (9, "day")):
        if place == 5 and text[4] != "-" or place == 8 and text[7] != "-":
            raise _Bad("invalid date separator, expected `-`")
        if text[place] not in "0123456789":
            raise _Bad(f"invalid character in {part}")
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    if not 1 <= month <= 12:
        raise _Bad("month value is outside expected range of 1-12")
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise _Bad("day value is outside expected range") from None


def _parse_time(text):
    """The time, with what may follow it: a zone."""
    import datetime
    found = _TIME.match(text)
    if not found:
        raise _Bad("input is too short" if len(text) < 5 else "invalid time separator, expected `:`"
                   if text[2] != ":" else "invalid character in hour"
                   if not text[:2].isdigit() else "invalid character in minute")
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    for value, most, part in ((hour, 23, "hour"), (minute, 59, "minute"), (second, 59, "second")):
        if value > most:
            raise _Bad(f"{part} value is outside expected range of 0-{most}")
    rest, zone = text[found.end():], None
    if rest:
        at = _ZONE.fullmatch(rest)
        if not at:
            raise _Bad("unexpected extra characters at the end of the input")
        zone = datetime.timezone.utc
        if at[1]:
            offset = datetime.timedelta(hours=int(at[2]), minutes=int(at[3]))
            if int(at[2]) > 23 or int(at[3]) > 59:
                raise _Bad("timezone offset must be less than 24 hours")
            if offset:
                zone = datetime.timezone(offset if at[1] == "+" else -offset)
    return datetime.time(hour, minute, second, int((found[4] or "").ljust(6, "0")), zone)


def _from_number(number):
    import datetime
    if number != number or number in (float("inf"), float("-inf")):
        raise _Bad("NaN values not permitted" if number != number
                   else "dates after 9999 are not supported as unix timestamps")
    if abs(number) > _WATERSHED:
        number /= 1000
    try:
        start = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        return start + datetime.timedelta(seconds=number)
    except OverflowError:
        raise _Bad("dates after 9999 are not supported as unix timestamps") from None


def _number_in(text):
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return None


def _parse_datetime(text):
    import datetime
    number = _number_in(text)
    if number is not None:
        return _from_number(number)
    day = _parse_date(text)
    if len(text) == 10:
        return datetime.datetime(day.year, day.month, day.day)
    if text[10] not in "Tt _":
        raise _Bad("invalid datetime separator, expected `T`, `t`, `_` or space")
    return datetime.datetime.combine(day, _parse_time(text[11:]))


def _text(value, mode):
    """The text to parse, if the mode lets text stand for the value."""
    if mode & STRICT and not mode & JSON:
        return None
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bytes) and not mode & STRICT:
        return value.decode("utf-8", "replace").strip()
    return None


def _is_number(value, mode):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and not mode & STRICT


def _datetime_validator(cls):
    import datetime

    def validate(value, mode):
        if isinstance(value, datetime.datetime):
            return value
        text = _text(value, mode)
        try:
            if text is not None:
                return _parse_datetime(text)
            if _is_number(value, mode):
                made = _from_number(value)
                return made
        except _Bad as bad:
            kind = "datetime_from_date_parsing" if text is not None and len(text) <= 10 \
                else "datetime_parsing"
            if text is not None:
                try:
                    _parse_date(text[:10])
                except _Bad:
                    kind = "datetime_from_date_parsing"
            raise fail(kind, value, {"error": str(bad)}) from None
        if isinstance(value, datetime.date) and not mode & STRICT:
            return datetime.datetime(value.year, value.month, value.day)
        raise fail("datetime_type", value)
    return validate


def _date_validator(cls):
    import datetime

    def exact(moment, value):
        if moment.time() != datetime.time():
            raise fail("date_from_datetime_inexact", value)
        return moment.date()

    def validate(value, mode):
        if isinstance(value, datetime.datetime):
            if mode & STRICT:
                raise fail("date_type", value)
            return exact(value, value)
        if isinstance(value, datetime.date):
            return value
        text = _text(value, mode)
        try:
            if text is not None:
                if len(text) == 10 and text[4] == "-":
                    try:
                        return _parse_date(text)
                    except _Bad as bad:
                        raise fail("date_from_datetime_parsing", value,
                                   {"error": str(bad)}) from None
                if mode & STRICT:
                    return _parse_date(text)
                return exact(_parse_datetime(text), value)
            if _is_number(value, mode):
                return exact(_from_number(value), value)
        except _Bad as bad:
            kind = "date_parsing" if mode & STRICT else "date_from_datetime_parsing"
            raise fail(kind, value, {"error": str(bad)}) from None
        raise fail("date_type", value)
    return validate


def _time_validator(cls):
    import datetime

    def validate(value, mode):
        if isinstance(value, datetime.time):
            return value
        text = _text(value, mode)
        try:
            if text is not None:
                return _parse_time(text)
            if _is_number(value, mode):
                if not 0 <= value < 86400:
                    raise _Bad("time in seconds should be positive" if value < 0
                               else "numeric times may not exceed 86,399 seconds")
                whole = int(value)
                return datetime.time(whole // 3600, whole // 60 % 60, whole % 60,
                                     round((value - whole) * 1_000_000),
                                     tzinfo=None)
        except _Bad as bad:
            raise fail("time_parsing", value, {"error": str(bad)}) from None
        raise fail("time_type", value)
    return validate


def _parse_span(text):
    import datetime
    number = _number_in(text)
    if number is not None:
        return datetime.timedelta(seconds=number)
    found = _SPAN.fullmatch(text)
    if found and any(found.groups()[1:]):
        years, months, weeks, days, hours, minutes, seconds = (float(g or 0)
                                                               for g in found.groups()[1:])
        made = datetime.timedelta(days=years * 365 + months * 30 + days, weeks=weeks, hours=hours,
                                  minutes=minutes, seconds=seconds)
        return -made if found[1] == "-" else made
    found = _CLOCK.fullmatch(text)
    if found:
        made = datetime.timedelta(
            days=int(found[2] or 0), hours=int(found[3]), minutes=int(found[4]),
            seconds=int(found[5] or 0), microseconds=int((found[6] or "").ljust(6, "0")))
        return -made if found[1] == "-" else made
    raise _Bad("input is too short" if len(text) < 2 else "invalid digit in duration")


def _timedelta_validator(cls):
    import datetime

    def validate(value, mode):
        if isinstance(value, datetime.timedelta):
            return value
        text = _text(value, mode)
        try:
            if text is not None:
                return _parse_span(text)
            if _is_number(value, mode):
                return datetime.timedelta(seconds=value)
        except (_Bad, OverflowError) as bad:
            raise fail("time_delta_parsing", value, {"error": str(bad)}) from None
        raise fail("time_delta_type", value)
    return validate


def _decimal_validator(cls):
    import decimal

    def validate(value, mode):
        if isinstance(value, decimal.Decimal):
            made = value
        elif isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise fail("decimal_type", value)
        elif mode & STRICT and not mode & JSON:
            raise fail("is_instance_of", value, {"class": "Decimal"})
        else:
            try:
                made = decimal.Decimal(str(value).strip())
            except decimal.InvalidOperation:
                raise fail("decimal_parsing", value) from None
        if not made.is_finite():
            raise fail("finite_number", value)
        return made
    return validate


def _uuid_validator(cls):
    import uuid

    def validate(value, mode):
        if isinstance(value, uuid.UUID):
            return value
        if mode & STRICT and not mode & JSON:
            raise fail("is_instance_of", value, {"class": "UUID"})
        if isinstance(value, (bytes, bytearray)):
            if len(value) == 16:
                return uuid.UUID(bytes=bytes(value))
            value = value.decode("utf-8", "replace")
        if not isinstance(value, str):
            raise fail("uuid_type", value)
        try:
            return uuid.UUID(value)
        except ValueError:
            text = value.removeprefix("urn:uuid:").strip("{}")
            for i, c in enumerate(text):
                if c not in "0123456789abcdefABCDEF-":
                    why = ("invalid character: expected an optional prefix of `urn:uuid:` followed "
                           f"by [0-9a-fA-F-], found `{c}` at {i + 1}")
                    break
            else:
                why = f"invalid length: expected length 32 for simple format, found {len(text)}"
            raise fail("uuid_parsing", value, {"error": why}) from None
    return validate


def _converter(cls, kinds, failure, strict=None):
    """A class that is called with what it is made of."""
    def validate(value, mode):
        if isinstance(value, cls):
            return value
        if (mode & STRICT and not mode & JSON) or not isinstance(value, kinds) \
                or isinstance(value, bool):
            raise failure(value, True)
        try:
            return cls(value)
        except (ValueError, TypeError, ArithmeticError):
            raise failure(value, False) from None
    return validate


def _path_validator(cls):
    import os
    import pathlib
    made = pathlib.Path if cls is os.PathLike else cls
    return _converter(made, (str, os.PathLike), lambda value, _: fail("path_type", value))


def _pattern_validator(cls):
    def validate(value, mode):
        if isinstance(value, re.Pattern):
            return value
        if isinstance(value, (str, bytes)) and (not mode & STRICT or mode & JSON):
            try:
                return re.compile(value)
            except re.error:
                raise fail("pattern_regex", value) from None
        raise fail("pattern_regex", value)
    return validate


def _complex_validator(cls):
    def validate(value, mode):
        if isinstance(value, complex):
            return value
        if not mode & STRICT or mode & JSON:
            if isinstance(value, str):
                try:
                    return complex(value)
                except ValueError:
                    raise fail("complex_str_parsing", value) from None
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return complex(value)
        raise fail("complex_type", value)
    return validate


def _address_validator(cls):
    from ._errors import Template

    def failure(value, is_type):
        kind = cls.__name__
        name = {"Address": "address", "Network": "network", "Interface": "interface"}[kind[4:]]
        return fail(f"ip_v{kind[3]}_{name}", value,
                    Template(f"Input is not a valid IPv{kind[3]} {name}", None))
    return _converter(cls, (str, int, bytes), failure)


_BY_NAME = {
    "datetime.datetime": _datetime_validator, "datetime.date": _date_validator,
    "datetime.time": _time_validator, "datetime.timedelta": _timedelta_validator,
    "decimal.Decimal": _decimal_validator, "_pydecimal.Decimal": _decimal_validator,
    "uuid.UUID": _uuid_validator, "os.PathLike": _path_validator,
    "pathlib.Path": _path_validator, "pathlib.PurePath": _path_validator,
    "pathlib.PosixPath": _path_validator, "pathlib.PurePosixPath": _path_validator,
    "pathlib._local.Path": _path_validator, "pathlib._local.PurePath": _path_validator,
    "re.Pattern": _pattern_validator, "builtins.complex": _complex_validator,
    **{f"ipaddress.IPv{v}{kind}": _address_validator
       for v in (4, 6) for kind in ("Address", "Network", "Interface")},
}


def scalar(cls):
    """The validator of one of these classes, or None."""
    make = _BY_NAME.get(f"{cls.__module__}.{cls.__qualname__}")
    return make and make(cls)
