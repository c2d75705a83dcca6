for spec in ("", "d", "5d", "<5d", "^5d", ">5", "05d", "+d", " d", "-d", "x", "X", "#x", "#X", "o",
             "#o", "b", "#b", "#010x", ",", "_", "_b", "_x", "c", "e", ".2f", "%", "*^9", "=+6",
             "010,", "n", "*=8", "<05", "g"):
    print(repr(spec), [format(n, spec) for n in (65, 1234)], end=" ")
    try: print(format(-42, spec))
    except Exception as e: print(e)
