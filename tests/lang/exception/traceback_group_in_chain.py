try:
    raise ExceptionGroup("eg", [ValueError("v")])
except ExceptionGroup as eg:
    raise RuntimeError("after") from eg
