import posixpath
print(posixpath.normpath('a/./b//../c'))  # expect: a/c
print(posixpath.normpath('/../a'))  # expect: /a
print(posixpath.splitroot('///a/b'))  # expect: ('', '/', '//a/b')
print(posixpath.splitroot('//a'))  # expect: ('', '//', 'a')
print(posixpath.relpath('/a/b', '/a/c'))  # expect: ../b
print(posixpath.commonpath(['/a/b', '/a/c/d']))  # expect: /a
print(posixpath.splitext('.bashrc'), posixpath.splitext('a.tar.gz'))  # expect: ('.bashrc', '') ('a.tar', '.gz')
