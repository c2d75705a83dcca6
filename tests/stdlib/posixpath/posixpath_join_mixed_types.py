import posixpath
posixpath.join('a', b'b')  # expect-raise: TypeError: Can't mix strings and bytes in path components
# xfail: not yet as CPython 3.13
