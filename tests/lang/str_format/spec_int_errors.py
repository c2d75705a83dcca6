for v, spec in ((1, ".2d"), (1, "s"), (1, "z"), (1, "q"), (1, ",x"), (1, "_c"), (1, "+c"),
                (1, "5.d"), (1, ",_d"), (1, "__"), (-1, "c"), (0x110000, "c"), (True, "s"),
                (1, "zd"), (1, "xx"), (1, "99999999999999999999d"), (1, "#c")):
    try: print(format(v, spec))
    except Exception as e: print(repr(spec), type(e).__name__, e)
print(format(True), format(True, "d"), format(True, "5"), format(None), format(None, ""))
try: format(None, "5")
except TypeError as e: print(e)
try: format([], "d")
except TypeError as e: print(e)
