value = "deep value"
from ..sibling import value as relative
from . import hidden
