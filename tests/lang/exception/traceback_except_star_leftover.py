try:
    raise ExceptionGroup("eg", [ValueError("v"), TypeError("t"), OSError("o")])
except* ValueError as g:
    print("handled", g.exceptions)
except* TypeError:
    raise KeyError("new one")
