"""The codec 'utf-16-le', over the native functions."""
from encodings._native import define_codec

define_codec(globals(), 'utf-16-le', 'utf_16_le', may_be_cut=True)
