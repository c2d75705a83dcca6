"""pydantic.dataclasses: the library's dataclasses, validated when an instance is made."""
from ._adapter import dataclass

__all__ = ["dataclass"]
