# strip's argument may shrink the bytearray in its __buffer__, before it is read.
class Shrinks:
    def __init__(self, target):
        self.target = target

    def __buffer__(self, flags):
        del self.target[5006:]
        return memoryview(b"x")


for name in ("strip", "lstrip", "rstrip"):
    data = bytearray(b"x" * 5000 + b"middle" + b"x" * 100_000)
    print(name, len(getattr(data, name)(Shrinks(data))), len(data))
