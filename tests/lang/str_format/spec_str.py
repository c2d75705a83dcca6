print([format("abc", s) for s in ("", "s", "5", "<5", ">5", "^5", "^6", "*^7", ".2", "5.2", ".0",
                                  "é>5s", "05", "<<5", "^5.1s")])
for spec in ("d", "+", "=5", ",", "_", "#", "z", ".s", "5x", " s", "=", "-s", "0=5"):
    try: print(repr(format("abc", spec)))
    except Exception as e: print(repr(spec), e)
