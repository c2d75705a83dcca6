"""Getter of the codecs of one family of encodings."""
from _multibytecodec import _make_getcodec

getcodec = _make_getcodec("_codecs_jp", "shift_jis", "cp932", "euc_jp", "shift_jis_2004",
                          "euc_jis_2004", "euc_jisx0213", "shift_jisx0213")
