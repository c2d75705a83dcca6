b = b"  Hello, World  "
print(b.strip(), b.lstrip(), b.rstrip(), b.upper(), b.lower(), b.title(), b.swapcase(),
      b.capitalize(), b.find(b"o"), b.find(111), b.rfind(b"o"), b.count(b"l"),
      b.replace(b"l", b"L"), b.split(b","), b.split(), b.startswith(b"  H"),
      b.endswith((b"x", b" ")), b.partition(b","), b.rpartition(b"o"), b.center(20, b"*"),
      b"7".zfill(3), b"a\tb".expandtabs(3), b"x".ljust(3), b"x".rjust(3, b"."))
print(b"abc".hex(), b"abc".hex(":"), b"abcdef".hex("-", 2), b"abcde".hex("_", -2),
      bytes.fromhex("61 62\t63"), b"a,b".rsplit(b",", 1), b"a\nb\r\nc".splitlines(),
      b"".join([b"a", bytearray(b"b")]), b"-".join([b"x", b"y"]),
      b"abc".translate(bytes.maketrans(b"a", b"z"), b"c"), b"abc".translate(None, b"b"),
      b"pre-x".removeprefix(b"pre-"), b"x.y".removesuffix(b".y"), b"abc".isalpha(), b"12".isdigit(),
      b" ".isspace(), b"A".isupper(), b"aB1".isalnum(), b"Ab".istitle(), b"\x80".isascii(),
      b"abc".index(b"c"))
for f in (lambda: b"a".find("a"), lambda: b"a".index(b"z"), lambda: b"a".join(["b"]),
          lambda: b"a".join([1]), lambda: bytes.fromhex("6"), lambda: bytes.fromhex("zz"),
          lambda: b"a".split(""), lambda: b"a".split(b""), lambda: b"a".replace("a", "b"),
          lambda: b"a".startswith("a"), lambda: b"a".hex("ab"), lambda: b"a".translate(b"x"),
          lambda: b"a".center(3, b"ab"), lambda: b"a".find(300),
          lambda: bytes.maketrans(b"a", b"bc")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
