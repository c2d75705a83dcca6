"""_pydecimal of 3.13: its named tuple is pickled as decimal's."""
DecimalTuple.__module__ = "decimal"
