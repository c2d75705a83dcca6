"""The codec 'utf-32-be', over the native functions."""
from encodings._native import define_codec

define_codec(globals(), 'utf-32-be', 'utf_32_be', may_be_cut=True)
