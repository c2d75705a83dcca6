def run(exc):
    out = []
    try:
        try: raise exc
        except* ValueError as e: out.append(("V", repr(e)))
        except* (TypeError, KeyError) as e: out.append(("TK", repr(e)))
        else: out.append("else")
        finally: out.append("finally")
    except BaseException as e: out.append(("escaped", repr(e)))
    return out
for e in (ValueError(1), ExceptionGroup("g", [ValueError(1), TypeError(2)]),
          ExceptionGroup("g", [OSError(1), ValueError(2)]), OSError(5),
          ExceptionGroup("g", [ExceptionGroup("h", [KeyError("k")])]), KeyboardInterrupt()):
    for line in run(e): print(line)
def raises():
    try: raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError: raise KeyError("from handler")
try: raises()
except BaseException as e: print(repr(e))
try:
    try: raise ExceptionGroup("g", [ValueError(1)])
    except* ExceptionGroup: pass
except TypeError as e: print(e)
