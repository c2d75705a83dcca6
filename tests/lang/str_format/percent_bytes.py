print(b"%d %s %x %c %b %a %r" % (1, b"b", 255, b"z", b"q", "é", 1), b"%5.1f|%-4d|" % (2.25, 7),
      bytearray(b"%s") % b"x", b"%(k)s" % {b"k": b"v"})
for s, a in ((b"%s", "x"), (b"%c", "x"), (b"%c", 256), (b"%d", b"1"), (b"%b", 5), (b"%z", 1)):
    try: print(s % a)
    except Exception as e: print(s, type(e).__name__, e)
