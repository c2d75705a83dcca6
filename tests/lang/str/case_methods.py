for s in ("hello World", "ß straße", "ǆ dz", "ÀÉÎ", "1a2B", "they're bill's", "", "İ", "ﬁ"):
    print([s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold()])
print("aBc".isupper(), "ABC1".isupper(), "abc!".islower(), "Abc Def".istitle(), "123".isupper(),
      "".islower())
