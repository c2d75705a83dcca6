"""Validation by annotations: a subset of the interface of pydantic's second version.

Models, fields with constraints, validators, strict and lax mode, type adapters; errors with V2's
types, places and texts. Written from its public documentation. A pydantic that is installed and
earlier on sys.path is the one that is imported. Not here: dates and times, URLs, dataclasses,
serializers, JSON schemas, discriminated unions, generic models.
"""
from ._errors import PydanticUserError, ValidationError
from ._models import (AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator,
                      Strict, TypeAdapter, ValidationInfo, WrapValidator, field_validator,
                      model_validator)
from ._types import (NegativeFloat, NegativeInt, NonNegativeFloat, NonNegativeInt, PositiveFloat,
                     PositiveInt, StrictBool, StrictBytes, StrictFloat, StrictInt, StrictStr,
                     conint, conlist, constr)

VERSION = __version__ = "2.10"

__all__ = [
    "AfterValidator", "BaseModel", "BeforeValidator", "ConfigDict", "Field", "NegativeFloat",
    "NegativeInt", "NonNegativeFloat", "NonNegativeInt", "PlainValidator", "PositiveFloat",
    "PositiveInt", "PydanticUserError", "Strict", "StrictBool", "StrictBytes", "StrictFloat",
    "StrictInt", "StrictStr", "TypeAdapter", "ValidationError", "ValidationInfo", "WrapValidator",
    "conint", "conlist", "constr", "field_validator", "model_validator",
]
