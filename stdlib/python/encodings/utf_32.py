"""The codec 'utf-32': a byte order mark first, either order when decoding."""
from encodings._native import define_marked_codec

define_marked_codec(globals(), 'utf-32', 'utf_32', 4)
