"""The codec 'utf-32-le', over the native functions."""
from encodings._native import define_codec

define_codec(globals(), 'utf-32-le', 'utf_32_le', may_be_cut=True)
