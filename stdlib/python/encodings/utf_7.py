"""The codec 'utf-7', over the native functions."""
from encodings._native import define_codec

define_codec(globals(), 'utf-7', 'utf_7', may_be_cut=True)
