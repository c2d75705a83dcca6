# load() reads from a file no more than it needs; what is refused, and how.
import io
import marshal


class Stream:  # cannot seek, gives its bytes piece by piece
    def __init__(self, data):
        self.file = io.BytesIO(data)
        self.asked = []

    def read(self, n):
        return self.file.read(n)

    def readinto(self, buffer):
        self.asked.append(len(buffer))
        return self.file.readinto(buffer)


stream = Stream(marshal.dumps([1, "abc", 2.5], 2) + marshal.dumps((b"next",), 2) + b"rest")
print(marshal.load(stream), marshal.load(stream), stream.file.read())
print(max(stream.asked))


def attempt(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e)


class TooMuch(io.BytesIO):
    def readinto(self, buffer):
        n = super().readinto(buffer)
        return n + 1000 if n > 4 else n


attempt(marshal.load, TooMuch(marshal.dumps(1.0)))
attempt(marshal.load, io.StringIO("x"))
attempt(marshal.load, io.BytesIO(b""))
attempt(marshal.load, io.BytesIO(b"i\0"))
attempt(marshal.loads, b"")
attempt(marshal.loads, b"i\0")
attempt(marshal.loads, b"l\x02\0\0\0\0\0\0\0")
attempt(marshal.loads, b"I\xff\xff\xff\xff\xff\xff\xff\x7f")
attempt(marshal.loads, b"r\0\0\0\0")
code = compile("1", "", "eval")
attempt(marshal.dumps, [code], allow_code=False)
attempt(marshal.loads, marshal.dumps([code]), allow_code=False)
attempt(lambda: eval(marshal.loads(marshal.dumps(code), allow_code=True)))
attempt(marshal.dump, object(), io.BytesIO())
