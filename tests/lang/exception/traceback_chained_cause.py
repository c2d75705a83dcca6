def load():
    try:
        open("/nonexistent/file")
    except OSError as e:
        raise RuntimeError("cannot load") from e
load()
