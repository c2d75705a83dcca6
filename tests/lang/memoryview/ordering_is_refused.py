# Only bytearray orders itself against other buffers.
m = memoryview(b'abc')
for f in (lambda: m < b'abd', lambda: m < bytearray(b'abd'), lambda: bytearray(b'abd') > m, lambda: m < m, lambda: b'a' < m, lambda: m < 'x', lambda: b'abc' == m, lambda: m == b'abc', lambda: bytearray(b'abc') >= b'abc'):
    try: print(f())
    except TypeError as e: print(e)
