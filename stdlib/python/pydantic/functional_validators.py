"""The validators that a user's functions become, by the name V2 has for them."""
from ._functional import (AfterValidator, BeforeValidator, InstanceOf, PlainValidator,
                          SkipValidation, WrapValidator, field_validator, model_validator)

__all__ = ["AfterValidator", "BeforeValidator", "InstanceOf", "PlainValidator", "SkipValidation",
           "WrapValidator", "field_validator", "model_validator"]
