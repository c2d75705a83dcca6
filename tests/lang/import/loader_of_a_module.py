# A module knows its __loader__, although it is made when it is asked for.
import sys
import os

os.mkdir('package')
with open('package/__init__.py', 'w') as file:
    file.write('loader = __loader__\ndef again(): return __loader__\n')
sys.path.insert(0, '.')
import package

print(package.loader is package.__spec__.loader, package.again() is package.loader)  # expect: True True
print('__loader__' in dir(package), '__loader__' in vars(package))  # expect: True True
import copy
print(copy.__loader__ is copy.__spec__.loader)  # expect: True
exec('print(__loader__.__name__)', {})  # expect: BuiltinImporter
import json.scanner
print('__loader__' in dir(json.scanner))  # expect: True
print(set(vars(sys)) ^ set(dir(sys)))  # expect: set()
del package.__loader__, package.__spec__
print('__loader__' in package.__dict__)  # expect: False
