# A finder in sys.meta_path is asked first, and its loader runs the module.
import importlib
import importlib.abc
import importlib.util
import sys


class Loader(importlib.abc.Loader):
    def exec_module(self, module):
        module.answer = 42


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == 'made_up':
            return importlib.util.spec_from_loader(name, Loader(), origin='nowhere')


sys.meta_path.insert(0, Finder)
import made_up
print(made_up.answer, made_up)  # expect: 42 <module 'made_up' (nowhere)>
try:
    importlib.import_module('no_such_module')
except ModuleNotFoundError as error:
    print(error, error.name)  # expect: No module named 'no_such_module' no_such_module
print(importlib.util.resolve_name('.c', 'a.b'))  # expect: a.b.c
