"""Annotated types with a constraint, by name."""
from typing import Annotated

from ._models import Field, Strict

PositiveInt = Annotated[int, Field(gt=0)]
NonNegativeInt = Annotated[int, Field(ge=0)]
NegativeInt = Annotated[int, Field(lt=0)]
PositiveFloat = Annotated[float, Field(gt=0)]
NonNegativeFloat = Annotated[float, Field(ge=0)]
NegativeFloat = Annotated[float, Field(lt=0)]
StrictInt = Annotated[int, Strict()]
StrictFloat = Annotated[float, Strict()]
StrictStr = Annotated[str, Strict()]
StrictBytes = Annotated[bytes, Strict()]
StrictBool = Annotated[bool, Strict()]


def conint(**rules):
    return Annotated[int, Field(**rules)]


def constr(**rules):
    return Annotated[str, Field(**rules)]


def conlist(item_type, **rules):
    return Annotated[list[item_type], Field(**rules)]
