names = "isalpha isdigit isdecimal isnumeric isalnum isspace isidentifier isprintable isascii isupper islower istitle".split()
for s in ("", "abc", "123", "½", "²", "٣", "a1", " ", "\u00a0", "_x", "1x", "é", "\n", "class",
          "Ab", "中", "\ud800", "a b"):
    print(ascii(s), [int(getattr(s, n)()) for n in names])
