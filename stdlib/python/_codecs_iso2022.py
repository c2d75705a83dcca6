"""Getter of the codecs of one family of encodings."""
from _multibytecodec import _make_getcodec

getcodec = _make_getcodec("_codecs_iso2022", "iso2022_kr", "iso2022_jp", "iso2022_jp_1",
                         "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_3",
                         "iso2022_jp_ext")
