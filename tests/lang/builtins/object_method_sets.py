for t in (object, int, str, list, dict, tuple, set, frozenset, bytes, bytearray, float, complex,
          range, slice, bool):
    print(t.__name__, [n for n in dir(t) if not n.startswith("__")])
