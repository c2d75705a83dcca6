print("\a\b\f\v" == "\x07\x08\x0c\x0b", "\101\60\0" == "A0\x00",
      "\u00e9" "\U0001F600" "\N{SNOWMAN}" "\N{LATIN SMALL LETTER E WITH ACUTE}")
print(r"\n\x41", "a\
b", """tri
ple""", 'a' "b" '''c''', R'\\', b"\x41\n", rb"\x41", u"u", "\'\"", '\0'.__repr__(), "\1234")
for bad in (r'"\x4"', r'"\u12"', r'"\U0001F60"', r'"\N{NO SUCH NAME}"', r'"\N{"', r'"\U00110000"',
            r"b'\x4'", "b'é'", '"\\N"'):
    try: print(eval(bad))
    except SyntaxError as e: print(bad, "|", e)
