import struct
print(struct.pack("<bBhHiIqQ", -1, 255, -2, 65535, -3, 4, -5, 6), struct.pack(">f", 1.5),
      struct.pack("<d", -2.25), struct.pack("3s5p?cx", b"abcd", b"xy", True, b"z"),
      struct.pack("!2H", 1, 2), struct.calcsize("<ihb"), struct.calcsize("ihb"),
      struct.calcsize("bi"), struct.unpack("<hh", b"\x01\x00\xff\xff"),
      struct.unpack("<e", struct.pack("<e", 0.5)), struct.unpack_from("<H", b"\x00\x01\x02", 1),
      list(struct.iter_unpack("<B", b"ab")), struct.Struct("<i").pack(7), struct.Struct("<2i").size,
      struct.unpack("3s?", b"abc\x01"), struct.pack("=l", 5),
      struct.pack("<n" if False else "<i", True))
b = bytearray(4); struct.pack_into("<H", b, 1, 513); print(b)
for f in (lambda: struct.pack("<b", 128), lambda: struct.pack("<B", -1),
          lambda: struct.pack("<H", 70000), lambda: struct.pack("i"),
          lambda: struct.pack("i", 1, 2), lambda: struct.pack("i", "x"),
          lambda: struct.pack("z", 1), lambda: struct.unpack("i", b"abc"),
          lambda: struct.pack("s", "a"), lambda: struct.pack("<q", 2 ** 63),
          lambda: struct.pack("c", b"ab"), lambda: struct.unpack_from("<H", b"a"),
          lambda: struct.pack_into("<I", bytearray(2), 0, 1), lambda: struct.pack("f", "x"),
          lambda: struct.pack("<f", 1e300), lambda: struct.calcsize("99999999999999999999i"),
          lambda: struct.pack("i", 1.5)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
