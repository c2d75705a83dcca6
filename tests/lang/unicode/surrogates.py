s = "\ud83d\ude00"; print(len(s), ascii(s), s == "😀", s.encode("utf-16-le",
        "surrogatepass").decode("utf-16-le") == "😀")
for h in ("strict", "replace", "ignore", "backslashreplace", "xmlcharrefreplace", "surrogatepass",
          "surrogateescape"):
    try: print(h, "a\udc80b".encode("utf-8", h), "\udc80".encode("ascii", h))
    except UnicodeEncodeError as e: print(h, e)
print(ascii(b"\x80\xff".decode("ascii", "surrogateescape")),
      b"\x80\xff".decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape"),
      ascii(b"\xed\xa0\x80".decode("utf-8", "surrogatepass")))
try: print("\ud800")
except UnicodeEncodeError as e: print(e)
