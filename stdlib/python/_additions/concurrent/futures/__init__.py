"""concurrent.futures of 3.13: InvalidStateError is public."""

__all__ = tuple(dict.fromkeys([*__all__[:5], 'InvalidStateError', *__all__[5:]]))
