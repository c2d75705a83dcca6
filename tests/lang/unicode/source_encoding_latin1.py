print(ascii("plain"), "tab\there")
exec(b"# coding: latin-1\ns = '\xe9'"); print(s)
exec(b"# vim: set fileencoding=utf-8 :\nt = '\xc3\xa9'"); print(t)
for src in (b"# coding: nope\nx", b"x = '\xff'", b"# coding: ascii\nx = '\xe9'",
            b"\xef\xbb\xbf# coding: latin-1\nx"):
    try: exec(src)
    except SyntaxError as e: print(type(e).__name__, e.msg[:70])
