"""locale of 3.13: format() and resetlocale() are gone."""

__all__ = [name for name in __all__ if name not in ('format', 'resetlocale')]
del format, resetlocale
