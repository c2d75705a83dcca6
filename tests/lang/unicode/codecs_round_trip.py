s = "aé€😀\0\n"
for enc in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-8-sig",
            "unicode_escape", "raw_unicode_escape", "utf_7"):
    b = s.encode(enc); print(enc, b, b.decode(enc) == s)
print("ascii".encode("rot13") if False else "", "aé".encode("latin1"), "é".encode("cp1252"),
      b"\x80".decode("cp1252"), "Ж".encode("koi8-r"), "Ж".encode("cp1251"),
      "a".encode("UTF8") == "a".encode("U8"), "pythön".encode("punycode"),
      "bücher.de".encode("idna"))
for b, enc in ((b"\xff\xfe\x00", "utf-16"), (b"\x00\xd8", "utf-16-le"),
               (b"\x00\x00\x11\x00", "utf-32-le"), (b"\\x4", "unicode_escape"),
               (b"abc\xf8", "utf-8"), (b"\xc0\x80", "utf-8"), (b"\xf4\x90\x80\x80", "utf-8"),
               (b"\xe0\x80\x80", "utf-8"), (b"\x81", "cp1252")):
    try: print(b.decode(enc))
    except UnicodeError as e: print(type(e).__name__, e)
