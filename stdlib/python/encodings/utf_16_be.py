"""The codec 'utf-16-be', over the native functions."""
from encodings._native import define_codec

define_codec(globals(), 'utf-16-be', 'utf_16_be', may_be_cut=True)
