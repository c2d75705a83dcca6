print([format(1.5 - 2.25j, s) for s in ("", ".1f", "+.2e", "g", ">20", "<20.1f|"[:-1], ",.1f",
                                        "^15")])
for s in ("05", "=10", "%", "d", "s"):
    try: print(format(1j, s))
    except Exception as e: print(s, e)
