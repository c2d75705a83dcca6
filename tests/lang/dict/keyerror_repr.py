for k in ("x", 1, (1, 2), None, "it's", b"b", 1.5):
    try: {}[k]
    except KeyError as e: print(e, repr(e), e.args)
try: {}.pop(("a", "b"))
except KeyError as e: print(e, e.args)
