# The functions of unicodedata, and what they refuse.
import unicodedata as u

for text in (
        'u.category(1)', "u.category('ab')", "u.decimal('a')", "u.decimal('a',1)",
        "u.decimal('ab')", 'u.decimal(1)', "u.digit('x')", "u.numeric('x')",
        "u.numeric('x',None)", "u.name('\\0')", "u.name('\\0','d')", 'u.name(1)',
        "u.lookup('nope')", 'u.lookup(1)', "u.lookup('LATIN SMALL LETTER R WITH TILDE')",
        "u.lookup('KEYCAP DIGIT ONE')", "u.normalize('X','a')", "u.normalize(1,'a')",
        "u.normalize('NFC',1)", "u.is_normalized('X','a')", "u.is_normalized('NFC','e\\u0301')",
        "u.is_normalized('NFD','\\xe9')", "u.normalize('NFKD','\\ufb01\\u1234\\xe9')",
        "u.decomposition('\\xe9')", "u.decomposition('\\ufb01')", "u.decomposition('\\uac00')",
        "u.east_asian_width('\\u4e00')", "u.mirrored('(')", "u.combining('\\u0301')",
        "u.bidirectional('a')", "u.numeric('\\u00bd')", "u.numeric('\\u4e09')",
        'u.unidata_version', 'u.ucd_3_2_0.unidata_version', "u.ucd_3_2_0.category('a')",
        'type(u.ucd_3_2_0)', "u.digit('\\xb2')", "u.normalize('NFC','')",
        "u.ucd_3_2_0.normalize('NFC','e\\u0301')", "u.lookup('latin small letter a')",
        "'\\N{LATIN SMALL LETTER A}'",
):
    try:
        print(text, '->', ascii(eval(text)))
    except Exception as error:
        print(text, '->', type(error).__name__, ascii(str(error)))
