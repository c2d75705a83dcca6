"""The codec 'ascii', over the native functions."""
from encodings._native import define_codec

define_codec(globals(), 'ascii', 'ascii', may_be_cut=False)
