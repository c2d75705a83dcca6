"""Types with a constraint or a meaning, by name."""
import datetime
import re
from typing import Annotated, Any, Generic, TypeVar

from ._errors import Template, fail
from ._fields import Field
from ._functional import AllowInfNan, Strict, StringConstraints
from ._scalars import scalar
from ._validators import JSON, STRICT, compile_type

PositiveInt = Annotated[int, Field(gt=0)]
NonNegativeInt = Annotated[int, Field(ge=0)]
NegativeInt = Annotated[int, Field(lt=0)]
NonPositiveInt = Annotated[int, Field(le=0)]
PositiveFloat = Annotated[float, Field(gt=0)]
NonNegativeFloat = Annotated[float, Field(ge=0)]
NegativeFloat = Annotated[float, Field(lt=0)]
NonPositiveFloat = Annotated[float, Field(le=0)]
FiniteFloat = Annotated[float, AllowInfNan(False)]
StrictInt = Annotated[int, Strict()]
StrictFloat = Annotated[float, Strict()]
StrictStr = Annotated[str, Strict()]
StrictBytes = Annotated[bytes, Strict()]
StrictBool = Annotated[bool, Strict()]


def conint(**rules):
    return Annotated[int, Field(**rules)]


def confloat(**rules):
    return Annotated[float, Field(**rules)]


def condecimal(**rules):
    import decimal
    return Annotated[decimal.Decimal, Field(**rules)]


def constr(**rules):
    return Annotated[str, StringConstraints(**rules)]


def conbytes(**rules):
    return Annotated[bytes, Field(**rules)]


def conlist(item_type, **rules):
    return Annotated[list[item_type], Field(**rules)]


def conset(item_type, **rules):
    return Annotated[set[item_type], Field(**rules)]


def confrozenset(item_type, **rules):
    return Annotated[frozenset[item_type], Field(**rules)]


def condate(**rules):
    return Annotated[datetime.date, Field(**rules)]


class _Checked:
    """In Annotated: what a valid value must be besides. check(value) gives an error's type."""

    def __init__(self, check, context=None):
        self.check, self.context = check, context

    def __pydantic_wrap__(self, inner, annotation):
        def validate(value, mode):
            good = inner(value, mode)
            kind = self.check(good)
            if kind:
                raise fail(kind, value, self.context)
            return good
        return validate


def _aware(value):
    return value.tzinfo is not None and value.utcoffset() is not None


def _now(value):
    return datetime.datetime.now(value.tzinfo)


AwareDatetime = Annotated[datetime.datetime,
                          _Checked(lambda v: None if _aware(v) else "timezone_aware")]
NaiveDatetime = Annotated[datetime.datetime,
                          _Checked(lambda v: "timezone_naive" if _aware(v) else None)]
PastDatetime = Annotated[datetime.datetime,
                         _Checked(lambda v: None if v < _now(v) else "datetime_past")]
FutureDatetime = Annotated[datetime.datetime,
                           _Checked(lambda v: None if v > _now(v) else "datetime_future")]
PastDate = Annotated[datetime.date,
                     _Checked(lambda v: None if v < datetime.date.today() else "date_past")]
FutureDate = Annotated[datetime.date,
                       _Checked(lambda v: None if v > datetime.date.today() else "date_future")]


def __getattr__(name):
    # Those whose module most models do without.
    if name in ("UUID1", "UUID3", "UUID4", "UUID5"):
        import uuid
        version = int(name[4:])
        made = Annotated[uuid.UUID, _Checked(
            lambda v: None if v.version == version else "uuid_version",
            {"expected_version": version})]
    elif name in ("FilePath", "DirectoryPath", "NewPath"):
        import pathlib
        made = Annotated[pathlib.Path, _Checked({
            "FilePath": lambda v: None if v.is_file() else "path_not_file",
            "DirectoryPath": lambda v: None if v.is_dir() else "path_not_directory",
            "NewPath": lambda v: "path_exists" if v.exists() else None}[name])]
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = made
    return made


Inner = TypeVar("Inner")


class Secret(Generic[Inner]):
    """A value that its text does not tell."""

    _inner = None

    def __init__(self, secret_value):
        self._secret_value = secret_value

    def get_secret_value(self):
        return self._secret_value

    @classmethod
    def __pydantic_validate__(cls, value, mode):
        if isinstance(value, cls):
            return value
        return cls(compile_type(cls._inner or Any)(value, mode))

    def __pydantic_dump__(self, as_json, options):
        return str(self) if as_json else self

    def __len__(self):
        return len(self._secret_value)

    def __eq__(self, other):
        return type(self) is type(other) and self._secret_value == other._secret_value

    def __hash__(self):
        return hash(self._secret_value)

    def _display(self):
        return "**********" if self._secret_value else ""

    def __str__(self):
        return str(self._display())

    def __repr__(self):
        return f"{type(self).__name__}({self._display()!r})"


class SecretStr(Secret):
    _inner = str


class SecretBytes(Secret):
    _inner = bytes

    def _display(self):
        return b"**********" if self._secret_value else b""


class Json:
    """Json[T]: text that is JSON of a T."""

    def __class_getitem__(cls, item):
        return Annotated[item, cls()]

    @classmethod
    def __pydantic_validate__(cls, value, mode):
        return cls().__pydantic_wrap__(lambda v, m: v, Any)(value, mode)

    def __pydantic_wrap__(self, inner, annotation):
        def validate(value, mode):
            import json

            from ._models import _json_reason
            if not isinstance(value, (str, bytes, bytearray)):
                raise fail("json_type", value)
            try:
                parsed = json.loads(value)
            except json.JSONDecodeError as error:
                raise fail("json_invalid", value, {"error": _json_reason(error, value)}) from None
            return inner(parsed, mode | JSON)
        return validate


class EmailStr:
    """An e-mail address; what is checked is its form."""

    @classmethod
    def __pydantic_validate__(cls, value, mode):
        return check_email(compile_type(str)(value, mode), value)


_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")


def check_email(text, given):
    local, at, domain = text.strip().rpartition("@")
    reason = None
    if not at:
        reason = "An email address must have an @-sign."
    elif not local:
        reason = "There must be something before the @-sign."
    elif not domain:
        reason = "There must be something after the @-sign."
    elif not _LOCAL.fullmatch(local):
        reason = "The email address contains invalid characters before the @-sign."
    elif "." not in domain:
        reason = "The part after the @-sign is not valid. It should have a period."
    elif not _DOMAIN.fullmatch(domain):
        reason = "The part after the @-sign contains invalid characters."
    if reason:
        raise fail("value_error", given, Template(
            "value is not a valid email address: {reason}", {"reason": reason}))
    return f"{local}@{domain.lower()}"


class ByteSize(int):
    """A size in bytes, from text as "1.5 GiB"."""

    @classmethod
    def __pydantic_validate__(cls, value, mode):
        if isinstance(value, int):
            return cls(value)
        found = re.fullmatch(r"\s*(\d*\.?\d+)\s*(\w+)?\s*", str(value))
        if not found:
            raise fail("byte_size", value, Template("could not parse value and unit from byte "
                                                    "string", None))
        unit = (found[2] or "b").lower()
        if unit not in _UNITS:
            raise fail("byte_size_unit", value, Template(
                "could not interpret byte unit: {unit}", {"unit": found[2]}))
        return cls(int(float(found[1]) * _UNITS[unit]))

    def human_readable(self, decimal=False, separator=""):
        step, units = (1000, "B KB MB GB TB PB") if decimal else (1024, "B KiB MiB GiB TiB PiB")
        size = float(self)
        for unit in units.split():
            if abs(size) < step:
                break
            size /= step
        return f"{size:0.0f}{separator}B" if unit == "B" else f"{size:0.1f}{separator}{unit}"

    def to(self, unit):
        return self / _UNITS[unit.lower()]


_UNITS = {"b": 1, **{f"{p}b": 1000 ** (i + 1) for i, p in enumerate("kmgtpe")},
          **{f"{p}ib": 1024 ** (i + 1) for i, p in enumerate("kmgtpe")}}
