"""Dumps: what stands for a value in Python's types, and in JSON's.

A value is dumped by what it is. Where an annotation says otherwise (PlainSerializer,
WrapSerializer) `serializer_of` compiles it to a function (value, as_json, options); None means: by
what it is.
"""
import collections.abc
import dataclasses
import enum
import math
import types
import typing

from ._errors import ValidationError  # noqa: F401 - what a user's serializer may raise

# How deep values may hold each other; beyond, a circle is meant.
DEPTH_MAX = 255


class PydanticSerializationError(ValueError):
    """A value that JSON has nothing for."""


def duration(span):
    """ISO 8601, as P1DT2H."""
    sign = "-" if span.days < 0 else ""
    span = abs(span)
    days = f"{span.days}D" if span.days else ""
    hours, seconds = divmod(span.seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    part = f".{span.microseconds:06d}".rstrip("0") if span.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") \
        + (f"{seconds}{part}S" if seconds or part else "")
    return f"{sign}P{days}{'T' + clock if clock else ''}" if days or clock else "PT0S"


def _moment(value):
    text = value.isoformat()
    return text[:-6] + "Z" if text.endswith("+00:00") else text


def inner_choice(choice, key):
    """What of include or exclude holds within an item; None when nothing is said of it."""
    if isinstance(choice, dict):
        found = choice.get(key, choice.get("__all__"))
        return None if found is True or found is Ellipsis else found
    return None


def leaves_out(options, key):
    """Whether include and exclude leave an item out."""
    include, exclude = options.get("include"), options.get("exclude")
    if include is not None and key not in include and \
            not (isinstance(include, dict) and "__all__" in include):
        return True
    if not exclude:
        return False
    if isinstance(exclude, dict):
        found = exclude.get(key, exclude.get("__all__"))
        return found is True or found is Ellipsis
    return key in exclude or "__all__" in exclude


def narrowed(options, key):
    include, exclude = options.get("include"), options.get("exclude")
    if include is None and exclude is None:
        return options
    return {**options, "include": inner_choice(include, key), "exclude": inner_choice(exclude, key)}


def dumped(value, as_json, options):
    """The value in Python's own types; with as_json in those that JSON has."""
    kind = type(value)
    if kind is str or kind is int or value is None or kind is bool:
        return value
    dump = getattr(kind, "__pydantic_dump__", None)
    if dump is not None:
        return dump(value, as_json, options)
    if isinstance(value, collections.abc.Mapping):
        return {_key(k) if as_json else k: dumped(v, as_json, narrowed(options, k))
                for k, v in value.items() if not leaves_out(options, k)}
    if isinstance(value, (list, tuple, set, frozenset, collections.deque)):
        items = [dumped(v, as_json, narrowed(options, i)) for i, v in enumerate(value)
                 if not leaves_out(options, i)]
        if as_json or kind is list:
            return items
        return kind(*items) if hasattr(value, "_fields") else kind(items)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: dumped(getattr(value, f.name), as_json, narrowed(options, f.name))
                for f in dataclasses.fields(value)
                if f.repr is not None and not leaves_out(options, f.name)
                and not (options.get("exclude_none") and getattr(value, f.name) is None)}
    return json_value(value) if as_json else value


def _key(key):
    if isinstance(key, str):
        return key.value if isinstance(key, enum.Enum) else key
    if key is None:
        return "None"
    if isinstance(key, bool):
        return "true" if key else "false"
    made = json_value(key)
    return made if isinstance(made, str) else str(made)


def json_value(value, fallback=None):
    """What stands for a value of one piece."""
    if isinstance(value, enum.Enum):
        return json_value(value.value, fallback)
    if isinstance(value, (str, int, float)) or value is None:
        return value
    if isinstance(value, (bytes, bytearray)):
        try:
            return value.decode()
        except UnicodeDecodeError as error:
            raise PydanticSerializationError(
                f"Error serializing to JSON: invalid utf-8 sequence of "
                f"{error.end - error.start} bytes from index {error.start}") from None
    module, name = type(value).__module__, type(value).__name__
    if module == "datetime":
        if name == "timedelta":
            return duration(value)
        return _moment(value) if name in ("datetime", "time") else value.isoformat()
    if hasattr(value, "pattern") and name == "Pattern":
        return value.pattern
    if hasattr(value, "__fspath__"):
        return value.__fspath__()
    if name == "Decimal" or module in ("uuid", "ipaddress", "fractions"):
        return str(value)
    if isinstance(value, complex):
        return str(value).strip("()")
    if isinstance(value, (collections.abc.Iterator, range)):
        return [json_value(item, fallback) for item in value]
    if fallback is not None:
        return fallback(value)
    raise PydanticSerializationError(f"Unable to serialize unknown type: {type(value)}")


def to_jsonable(value, fallback=None):
    """The whole value for json.dumps; what JSON has nothing for becomes fallback's."""
    if isinstance(value, dict):
        return {_key(k): to_jsonable(v, fallback) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_jsonable(v, fallback) for v in value]
    try:
        return dumped(value, True, {})
    except PydanticSerializationError:
        if fallback is None:
            raise
        return fallback(value)


def without_infinities(value):
    """JSON has neither NaN nor infinities: null."""
    if type(value) is float:
        return value if math.isfinite(value) else None
    if type(value) is dict:
        return {k: without_infinities(v) for k, v in value.items()}
    if type(value) is list:
        return [without_infinities(v) for v in value]
    return value


def to_text(data, indent):
    """JSON as V2 writes it: nothing between the items, or lines with an indent."""
    import json
    return json.dumps(without_infinities(data), indent=indent, ensure_ascii=False,
                      separators=(",", ":") if indent is None else None)


def applies(when_used, value, as_json):
    return not (("json" in when_used and not as_json)
                or (when_used.endswith("unless-none") and value is None))


def by_function(marked, inner):
    """The serializer that a PlainSerializer or a WrapSerializer asks for."""
    from ._functional import SerializationInfo
    inner = inner or dumped

    def dump(value, as_json, options):
        if not applies(marked.when_used, value, as_json):
            return inner(value, as_json, options)
        more = (SerializationInfo(as_json, options),) if marked.with_info else ()
        if marked.wrap:
            return marked.func(value, lambda v: inner(v, as_json, options), *more)
        return dumped(marked.func(value, *more), as_json, {})
    return dump


def serializer_of(annotation):
    """What an annotation asks for beyond the usual, or None."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        dump = serializer_of(arguments[0])
        for extra in arguments[1:]:
            if hasattr(extra, "when_used"):
                dump = by_function(extra, dump)
        return dump
    if not arguments or origin is typing.Literal:
        return None
    inner = [serializer_of(a) for a in arguments]
    if not any(inner):
        return None
    if origin in (typing.Union, types.UnionType):
        (one, *more) = [i for i in inner if i]
        return lambda v, as_json, options: None if v is None else one(v, as_json, options)
    if origin in (dict, collections.abc.Mapping):
        key, item = (i or dumped for i in inner)
        return lambda v, as_json, options: {key(k, as_json, {}): item(i, as_json, {})
                                            for k, i in v.items()}
    if origin is tuple and arguments[-1] is not Ellipsis:
        def dump_places(value, as_json, options):
            items = [(s or dumped)(v, as_json, {}) for s, v in zip(inner, value)]
            return items if as_json else tuple(items)
        return dump_places
    one = inner[0] or dumped

    def dump_items(value, as_json, options):
        items = [one(v, as_json, {}) for v in value]
        return items if as_json or isinstance(value, list) else type(value)(items)
    return dump_items
