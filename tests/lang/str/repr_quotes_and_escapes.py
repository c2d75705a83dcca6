for s in ("a", "it's", 'say "hi"', "both ' and \"", "\n\t\r\\", "\x00\x1f\x7f", "é", "\x80\xa0\xad",
          "\u200b\u2028", "\ud800", "😀", "\U0010ffff", "\ue000", ""):
    print(repr(s), ascii(s),
          len(s)) if s.isascii() or not any(0xd800 <= ord(c) < 0xe000 for c in s) else print(repr(s))
