# PEP 688: __buffer__ and __release_buffer__, of classes and of builtin types.
import collections.abc
class Buffer:
    def __init__(self): self.data = bytearray(b"hello"); self.log = []
    def __buffer__(self, flags): self.log.append(flags); return memoryview(self.data)
    def __release_buffer__(self, view): self.log.append(bytes(view)); view.release()
b = Buffer()
with memoryview(b) as m:
    m[0] = ord("j")
    print(bytes(m), b.log)  # expect: b'jello' [284]
print(b.log, b.data)  # expect: [284, b'jello'] bytearray(b'jello')
print(bytes(b), bytearray(b), b"".join([b, b"!"]))
# expect: b'jello' bytearray(b'jello') b'jello!'
print(isinstance(b, collections.abc.Buffer), isinstance(b"", collections.abc.Buffer))
# expect: True True
class Wrong:
    def __buffer__(self, flags): return b"hello"
try: memoryview(Wrong())
except TypeError as e: print(e)  # expect: __buffer__ returned non-memoryview object
a = bytearray(b"abc")
v = a.__buffer__(0)
print(v.tobytes())  # expect: b'abc'
try: a.append(1)
except BufferError as e: print("exported")  # expect: exported
a.__release_buffer__(v); a.append(100); print(a)  # expect: bytearray(b'abcd')
try: v.tobytes()
except ValueError as e: print(e)  # expect: operation forbidden on released memoryview object
try: a.__release_buffer__(v)
except ValueError as e: print(e)
# expect: memoryview's buffer has already been released
class Sub(bytearray):
    def __buffer__(self, flags): return super().__buffer__(flags)
    def __release_buffer__(self, view): print("released"); super().__release_buffer__(view)
s = Sub(b"xyz")
with memoryview(s) as m: print(m.tobytes())  # expect: b'xyz'
# expect: released
s.append(1)
