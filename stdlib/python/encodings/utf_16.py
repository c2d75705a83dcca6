"""The codec 'utf-16': a byte order mark first, either order when decoding."""
from encodings._native import define_marked_codec

define_marked_codec(globals(), 'utf-16', 'utf_16', 2)
