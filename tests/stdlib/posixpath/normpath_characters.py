# normpath() takes any text, that which no file name can have too.
from os.path import normpath

for path in 'a/\ud800/../b', '\ud800b/.', '\u263a/./\U0001f600//x/..', '/\xe9/..', '//\xe9', 'a\0b/..':
    print(ascii(normpath(path)))
