import unicodedata as u
print(u.name("é"), u.lookup("SNOWMAN"), u.category("A"), u.category("1"), u.category(" "),
      u.bidirectional("א"), u.combining("\u0301"), u.decimal("٣"), u.digit("²"), u.numeric("½"),
      u.mirrored("("), u.east_asian_width("中"), u.decomposition("é"))
for f in ("NFC", "NFD", "NFKC", "NFKD"): print(f, [ascii(u.normalize(f, s)) for s in ("é",
        "e\u0301", "ﬁ", "Å", "각", "①")], u.is_normalized(f, "é"))
for f in (lambda: u.name("\x00"), lambda: u.lookup("NOPE"), lambda: u.decimal("a"),
          lambda: u.normalize("XX", "a"), lambda: u.name("ab"), lambda: u.numeric("x"),
          lambda: u.name("\x01", "dflt")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
