"""The names of pydantic_core that programs import beside pydantic; see pydantic/README.md."""
from pydantic._errors import PydanticCustomError, PydanticKnownError, ValidationError
from pydantic._fields import PydanticUndefined
from pydantic._serialization import PydanticSerializationError, to_jsonable as _to_jsonable
from pydantic._serialization import to_text as _to_text

__all__ = ["ArgsKwargs", "PydanticCustomError", "PydanticKnownError", "PydanticSerializationError",
           "PydanticUndefined", "ValidationError", "from_json", "to_json", "to_jsonable_python"]


class ArgsKwargs:
    """The arguments of a call, as an error shows them."""

    def __init__(self, args, kwargs=None):
        self.args, self.kwargs = tuple(args), kwargs or None

    def __eq__(self, other):
        return isinstance(other, ArgsKwargs) and (self.args, self.kwargs) == (other.args,
                                                                             other.kwargs)

    def __repr__(self):
        more = f", {self.kwargs!r}" if self.kwargs else ""
        return f"ArgsKwargs({self.args!r}{more})"


def from_json(data, **_):
    from pydantic._models import parse_json
    try:
        return parse_json("from_json", data)
    except ValidationError as error:
        reason = error.errors()[0]["ctx"]["error"]
    raise ValueError(reason)


def to_jsonable_python(value, *, fallback=None, **_):
    return _to_jsonable(value, fallback)


def to_json(value, *, indent=None, fallback=None, **_):
    return _to_text(_to_jsonable(value, fallback), indent).encode()
