"""Getter of the codecs of one family of encodings."""
from _multibytecodec import _make_getcodec

getcodec = _make_getcodec("_codecs_kr", "euc_kr", "cp949", "johab")
