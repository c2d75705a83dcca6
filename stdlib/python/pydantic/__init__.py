"""Validation by annotations: the interface of pydantic's second version.

Models, fields with constraints, validators and serializers, strict and lax mode, type adapters,
generic models, tagged unions, JSON schemas; errors with V2's types, places and texts. Written from
its public documentation. A pydantic that is installed and earlier on sys.path is the one that is
imported. README.md lists what is not here.
"""
from ._adapter import TypeAdapter, validate_call
from ._errors import (PydanticSchemaGenerationError, PydanticUndefinedAnnotation,
                      PydanticUserError, ValidationError)
from ._fields import (AliasChoices, AliasGenerator, AliasPath, Field, PrivateAttr, computed_field)
from ._functional import (AfterValidator, AllowInfNan, BeforeValidator, Discriminator, InstanceOf,
                          PlainSerializer, PlainValidator, SerializationInfo, SerializeAsAny,
                          SkipValidation, Strict, StringConstraints, Tag, ValidationInfo,
                          WrapSerializer, WrapValidator, field_serializer, field_validator,
                          model_serializer, model_validator)
from ._generic import RootModel, create_model
from ._models import BaseModel, ConfigDict
from ._types import (AwareDatetime, ByteSize, EmailStr, FiniteFloat, FutureDate, FutureDatetime,
                     Json, NaiveDatetime, NegativeFloat, NegativeInt, NonNegativeFloat,
                     NonNegativeInt, NonPositiveFloat, NonPositiveInt, PastDate, PastDatetime,
                     PositiveFloat, PositiveInt, Secret, SecretBytes, SecretStr, StrictBool,
                     StrictBytes, StrictFloat, StrictInt, StrictStr, conbytes, condate, condecimal,
                     confloat, confrozenset, conint, conlist, conset, constr)

VERSION = __version__ = "2.10"

_LATE = {name: "networks" for name in (
    "AnyHttpUrl", "AnyUrl", "AnyWebsocketUrl", "FileUrl", "FtpUrl", "HttpUrl", "PostgresDsn",
    "RedisDsn", "WebsocketUrl")}
_LATE.update((name, "_types") for name in (
    "DirectoryPath", "FilePath", "NewPath", "UUID1", "UUID3", "UUID4", "UUID5"))
_LATE.update((name, name) for name in ("dataclasses", "networks"))

__all__ = [name for name in globals() if not name.startswith("_")]
__all__ += [name for name, where in _LATE.items() if where != name]


def __getattr__(name):
    # What needs modules that most programs do without.
    where = _LATE.get(name)
    if where is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib
    module = importlib.import_module(f"{__name__}.{where}")
    return module if where == name else getattr(module, name)
