"""The codec 'iso8859-1', over the native functions."""
from encodings._native import define_codec

define_codec(globals(), 'iso8859-1', 'latin_1', may_be_cut=False)
