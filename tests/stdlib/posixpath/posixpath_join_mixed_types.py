import posixpath
try:
    posixpath.join('a', b'b')
except TypeError as e:
    print(e)  # expect: Can't mix strings and bytes in path components
