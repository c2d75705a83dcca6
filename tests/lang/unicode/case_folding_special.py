for s in ("ΣΑΣ", "ὈΔΥΣΣΕΎΣ", "İ", "ı", "ŉ", "ǰ", "ΐ", "ﬃ", "ᾳ", "ß", "ẞ", "Ǆ", "ǅ", "Σ", "ς"):
    print(s, [ascii(x) for x in (s.lower(), s.upper(), s.title(), s.casefold(), s.swapcase(),
                                 s.capitalize())])
