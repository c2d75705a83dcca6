"""Getter of the codecs of one family of encodings."""
from _multibytecodec import _make_getcodec

getcodec = _make_getcodec("_codecs_hk", "big5hkscs")
