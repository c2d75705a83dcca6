# importlib.resources and importlib.metadata of 3.13.
import importlib.metadata as metadata
import importlib.resources as resources
import os
import sys
import warnings
import zipfile
from importlib.resources.abc import TraversalError

warnings.simplefilter('error')
os.makedirs('package/sub/deep')
for name in ('package/__init__.py', 'package/sub/deep/data.txt', 'package/module.py'):
    with open(name, 'w', encoding='utf-8') as file:
        file.write('' if name.endswith('__init__.py') else 'value = "ä"\n')
os.makedirs('one/space/shared'), os.makedirs('two/space/shared')
for name in ('one/space/a.txt', 'two/space/b.txt', 'one/space/shared/x', 'two/space/shared/y'):
    open(name, 'w').close()
with zipfile.ZipFile('zipped.zip', 'w') as archive:
    archive.writestr('zipmod.py', '')
    archive.writestr('beside.txt', 'beside')
    archive.writestr('zippack/__init__.py', '')
    archive.writestr('zippack/sub/data.txt', 'in zip')
sys.path[:0] = ['.', 'one', 'two', 'zipped.zip']


def shown(function, *args, **keywords):
    try:
        return function(*args, **keywords)
    except (TypeError, OSError, KeyError, ValueError, Warning, ImportError) as error:
        return f'{type(error).__name__}: {error}'.replace(os.getcwd(), '.')


print(resources.read_text('package', 'sub', 'deep', 'data.txt', encoding='utf-8'))
print(resources.read_text('package', 'sub/deep/data.txt', encoding='ascii', errors='replace'))
print(shown(resources.read_text, 'package', 'sub', 'deep'))
print(resources.read_binary('package.module', 'sub', 'deep', 'data.txt'))
with resources.open_text('package', 'module.py') as file:
    print(file.read())
with resources.path('package', 'sub', 'deep') as path:
    print(os.listdir(path))
print(resources.is_resource('package', 'sub'), resources.is_resource('package', 'sub', 'deep', 'data.txt'))
print(shown(resources.contents, 'package'))
print(shown(resources.read_text, None), shown(resources.read_text, 'no_such_module'), sep='\n')
space = resources.files('space')
print([child.name for child in space.iterdir()])
print(sorted(child.name for child in space.joinpath('shared').iterdir()))
print((space / 'shared' / 'y').is_file(), space.joinpath('a.txt').is_file(), space.joinpath('no', 'such').name)
print(resources.files('zipmod').joinpath('beside.txt').read_text(encoding='utf-8'))
with resources.as_file(resources.files('zippack') / 'sub') as folder:
    print((folder / 'data.txt').read_text())
print(sorted(resources.__all__))

os.makedirs('site/demo-1.0.dist-info'), os.makedirs('site/old.egg-info')
FILES = {'METADATA': 'Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n',
         'RECORD': 'demo/__init__.py,,\ngone.py,,\ndemo-1.0.dist-info/METADATA,,\nsingle.py,,\n',
         'entry_points.txt': '[console]\nrun = demo:main\nalso = demo:other [extra]\n[gui]\nshow = demo.gui:show\n',
         'direct_url.json': '{"url": "file:///x", "dir_info": {"editable": true}}'}
for name, text in FILES.items():
    with open('site/demo-1.0.dist-info/' + name, 'w') as file:
        file.write(text)
os.makedirs('site/demo')
for name in ('demo/__init__.py', 'single.py', 'old.py'):
    open('site/' + name, 'w').close()
with open('site/old.egg-info/PKG-INFO', 'w') as file:
    file.write('Name: old\nVersion: 2\n')
with open('site/old.egg-info/SOURCES.txt', 'w') as file:
    file.write('old.py\nsetup.py\n')
sys.path[:] = ['site', *(path for path in sys.path if 'packages' not in path and os.path.isabs(path))]
points = metadata.entry_points()
print(type(points).__mro__[1], sorted(points.groups), sorted(points.names))
console = metadata.entry_points(group='console')
print(console['run'], console['also'].extras, shown(console.__getitem__, 'none'), sep='\n')
print(shown(lambda: console[0]), shown(iter, console['run']), sep='\n')
print(metadata.EntryPoints())
demo = metadata.distribution('demo')
print(demo.origin.url, demo.origin.dir_info.editable, metadata.distribution('old').origin)
print([str(file) for file in demo.files], [str(file) for file in metadata.files('old')])
print(shown(lambda: demo.metadata['Missing']), demo.metadata.get('Missing'))
print(dict(sorted(metadata.packages_distributions().items())))
print(hasattr(metadata, 'SelectableGroups'), shown(metadata.distribution, ''), shown(metadata.version, 'nope'))
