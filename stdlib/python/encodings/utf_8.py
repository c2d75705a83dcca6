"""The codec 'utf-8', over the native functions."""
from encodings._native import define_codec

define_codec(globals(), 'utf-8', 'utf_8', may_be_cut=True)
