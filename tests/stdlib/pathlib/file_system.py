# Path and the file system: making, asking, finding, walking, removing.
import os
import tempfile
from pathlib import Path, PosixPath, UnsupportedOperation, WindowsPath

folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
here = Path()
(here / 'a/b/c').mkdir(parents=True)
for name in ['a/x.py', 'a/b/y.py', 'a/b/c/z.txt', 'top.py', 'a/.hidden']:
    print(Path(name).write_text(name))
Path('link').symlink_to('a', target_is_directory=True)
Path('dangling').symlink_to('nowhere')
print(Path('a/x.py').read_text(), Path('a/x.py').read_bytes(), Path('b').write_bytes(bytearray(3)))
for name in ['a', 'a/x.py', 'link', 'dangling', 'missing', 'a/x.py/y', 'nul\0']:
    p = Path(name)
    print(name.encode(), p.exists(), p.exists(follow_symlinks=False), p.is_dir(), p.is_dir(follow_symlinks=False),
          p.is_file(), p.is_symlink(), p.is_mount(), p.is_junction(), p.is_fifo())
print(sorted(map(str, here.iterdir())), sorted(map(str, Path('a').iterdir())))
for pattern in ['*', '**', '**/', '**/*', '*/', '**/*.py', 'a/**', 'a/*/*', '*.PY', '**/b/..', 'link/*', '[at]*', 'a/**/c/*']:
    print(pattern, sorted(map(str, here.glob(pattern))))
print(sorted(map(str, here.glob('*.PY', case_sensitive=False))))
print(sorted(map(str, here.rglob('*.py', recurse_symlinks=True))), sorted(map(str, Path('a').rglob(''))))
for bad in ['', '/x']:
    try:
        here.glob(bad)
    except Exception as error:
        print(type(error).__name__, error)
for top_down in (True, False):
    for path, dirs, files in sorted(Path('.').walk(top_down)):
        print(repr(path), sorted(dirs), sorted(files))
print(Path('link').resolve() == here.resolve() / 'a', Path('link').readlink(), Path('a/../top.py').absolute() == here.absolute() / 'a/../top.py')
for call in [lambda: Path('a').mkdir(), lambda: Path('q/r').mkdir(), lambda: Path('top.py').mkdir(exist_ok=True),
             lambda: Path('missing').unlink(), lambda: Path('a').rmdir(), lambda: Path('missing').iterdir(),
             lambda: Path('top.py').touch(exist_ok=False), lambda: Path('t').write_text(b''), lambda: WindowsPath(),
             lambda: Path.from_uri('file:a'), lambda: Path.from_uri('http://a'), lambda: Path('~nobody_at_all').expanduser(),
             lambda: Path('x').as_uri()]:
    try:
        call()
    except (OSError, TypeError, ValueError, RuntimeError) as error:
        print(type(error).__name__, str(error).replace(folder.name, ''))
Path('a').mkdir(exist_ok=True)
Path('missing').unlink(missing_ok=True)
Path('new').touch()
print(Path('new').rename('newer'), Path('newer').replace('newest'), Path('newest').stat().st_size)
Path('hard').hardlink_to('newest')
print(Path('hard').samefile('newest'), Path('hard').stat().st_nlink)
os.environ['HOME'] = '/where/u'
print(Path.home(), Path('~/x').expanduser(), Path.from_uri('file:///a%20b'))
print(issubclass(UnsupportedOperation, NotImplementedError), type(here) is PosixPath, type(here))
print(Path.cwd() == Path('.').absolute())
os.chdir('/')
