"""Getter of the codecs of one family of encodings."""
from _multibytecodec import _make_getcodec

getcodec = _make_getcodec("_codecs_cn", "gb2312", "gbk", "gb18030", "hz")
