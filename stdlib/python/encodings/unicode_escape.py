"""The codec 'unicode-escape', over the native functions."""
from encodings._native import define_codec

define_codec(globals(), 'unicode-escape', 'unicode_escape', may_be_cut=True)
