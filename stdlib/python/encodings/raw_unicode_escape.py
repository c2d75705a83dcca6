"""The codec 'raw-unicode-escape', over the native functions."""
from encodings._native import define_codec

define_codec(globals(), 'raw-unicode-escape', 'raw_unicode_escape', may_be_cut=True)
