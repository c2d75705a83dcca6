print("é€😀".encode(), "é".encode("latin-1"), "abc".encode("ascii"), "é".encode("utf-16-le"),
      "é".encode("utf-16")[:2] in (b"\xff\xfe", b"\xfe\xff"), "a".encode("utf-32-be"),
      "é€".encode("ascii", "replace"), "é".encode("ascii", "ignore"),
      "é€😀".encode("ascii", "backslashreplace"), "é".encode("ascii", "xmlcharrefreplace"),
      "é".encode("ascii", "namereplace"))
print(b"\xc3\xa9".decode(), b"\xe9".decode("latin-1"), b"a\xffb".decode("utf-8", "replace"),
      b"a\xffb".decode(errors="ignore"), b"a\xffb".decode("utf-8", "backslashreplace"),
      ascii(b"a\xff".decode("utf-8", "surrogateescape")))
for f in (lambda: "é".encode("ascii"), lambda: b"\xff".decode(), lambda: b"\xc3".decode(),
          lambda: b"\xe2\x82".decode(), lambda: b"\xed\xa0\x80".decode(), lambda: "\ud800".encode(),
          lambda: b"\x80".decode("ascii"), lambda: "€".encode("latin-1"),
          lambda: "a".encode("nope"), lambda: "é".encode("ascii", "nope"),
          lambda: b"a\xe9b".decode("utf-8"), lambda: b"\xf0\x9f\x98".decode()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
