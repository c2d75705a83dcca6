# pkgutil lists what is in zip files.
import pkgutil
import sys
import zipfile

with zipfile.ZipFile('modules.zip', 'w') as archive:
    for name in ('one.py', 'pack/__init__.py', 'pack/two.py', 'pack/deep/__init__.py', 'pack/deep/three.py',
                 'plain/four.py', 'text.txt', 'one.pyc'):
        archive.writestr(name, '')
sys.path.insert(0, 'modules.zip')
print([(m.name, m.ispkg) for m in pkgutil.iter_modules(['modules.zip'])])
print([(m.name, m.ispkg) for m in pkgutil.walk_packages(['modules.zip'], 'pre.')])
import pack
print([m.name for m in pkgutil.walk_packages(pack.__path__, 'pack.')])
