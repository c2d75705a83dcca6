base = set(dir(object))
for t in (int, str, list, dict, tuple, set, bytes, bytearray, float, complex, range, slice,
          memoryview, property, staticmethod, classmethod, type, super, type(lambda: 0),
          type((i for i in ())), BaseException):
    print(t.__name__, sorted(set(dir(t)) - base))
