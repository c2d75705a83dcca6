# What is computed from the text of a path: names, suffixes, parents, relations, both flavours.
import pickle
from pathlib import PurePath, PurePosixPath, PureWindowsPath

for text in ['a.', '..a', '.a.', '...', 'a.b.c', '.a', 'a..', '..', 'x...y', '/', '', '//x/y', '///x', 'a//b/./c/']:
    p = PurePosixPath(text)
    print(repr(text), p, p.parts, repr(p.name), repr(p.suffix), p.suffixes, repr(p.stem), p.parent, p.anchor)
    for suffix in ['.x', '', '.', 'x', '..x', '.x/']:
        try:
            print('   ', repr(suffix), p.with_suffix(suffix))
        except ValueError as error:
            print('   ', repr(suffix), error)

for text in ['c:/a/b', 'c:a', 'c:', '//srv/share/x', '//srv/share', '//?/unc/srv/share', '/x', 'a/b', './c:d']:
    p = PureWindowsPath(text)
    print(repr(p), str(p), p.parts, p.drive, p.root, p.is_absolute())
    for other in ['x', '/y', 'c:z', 'd:/w']:
        print('   ', p / other)

print(type(PurePath('.')), PurePosixPath('a/b', 'c').__reduce__())
print(pickle.loads(pickle.dumps(PurePosixPath('a/b', 'c'))))
p = PurePosixPath('/a/b/c/d')
print(p.parents, len(p.parents), list(p.parents), p.parents[1:3], p.parents[-1])
for index in (4, -5):
    try:
        p.parents[index]
    except IndexError as error:
        print(type(error), error)

for a, b in [('a', 'b'), ('/a', 'b'), ('a/b', '..'), ('a/b/c', 'a'), ('/a/b', '/a/c/d')]:
    a, b = PurePosixPath(a), PurePosixPath(b)
    print(a.is_relative_to(b))
    for walk_up in (False, True):
        try:
            print(a.relative_to(b, walk_up=walk_up))
        except ValueError as error:
            print(error)

for path, pattern in [('a/b.py', '*.py'), ('a/b.py', 'b.*'), ('/a/b.py', '/*.py'), ('a/B.PY', '*.py'),
                      ('a/b/c.py', '**/*.py'), ('a/b/c', 'a/**'), ('a', '**'), ('', ''), ('a/b', 'a/?'), ('.x', '*')]:
    posix, windows = PurePosixPath(path), PureWindowsPath(path)
    print(path, pattern, posix.full_match(pattern), windows.full_match(pattern),
          windows.full_match(pattern, case_sensitive=True), end=' ')
    try:
        print(posix.match(pattern), windows.match(pattern), posix.match(pattern, case_sensitive=False))
    except ValueError as error:
        print(error)

print(PurePosixPath('a') == PureWindowsPath('a'), PureWindowsPath('A') == PureWindowsPath('a'))
print(sorted(map(PurePosixPath, ['a/b', 'a-b', 'a', 'a.b/c'])))
print(hash(PureWindowsPath('A/B')) == hash(PureWindowsPath('a/b')))
print(PurePosixPath('/a b/\xe9').as_uri(), PureWindowsPath('c:/a b').as_uri(), PureWindowsPath('//s/h/x').as_uri())


class Tagged(PurePosixPath):
    def __init__(self, *args, tag=None):
        super().__init__(*args)
        self.tag = tag

    def with_segments(self, *segments):
        return type(self)(*segments, tag=self.tag)


t = Tagged('/x/y.z', tag=7)
print([q.tag for q in (t / 'a', t.parent, t.with_suffix('.b'), *t.parents, t.relative_to('/x'))], repr(t))
for call in [lambda: PurePath(b'a'), lambda: PurePath(1), lambda: p / 1, lambda: 1 / p, lambda: p < 'x',
             lambda: p.with_name('a/b'), lambda: PurePosixPath('/').with_name('a'),
             lambda: PurePosixPath('a.b').with_stem(''), lambda: PurePosixPath('a').as_uri()]:
    try:
        call()
    except Exception as error:
        print(type(error).__name__, error)
