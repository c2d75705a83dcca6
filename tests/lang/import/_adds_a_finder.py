import sys
from importlib.util import spec_from_loader

__path__ = []


class Finder:
    def find_spec(self, name, path, target=None):
        if name == __name__ + ".lazy": return spec_from_loader(name, self)

    def create_module(self, spec): return None
    def exec_module(self, module): module.value = 42
    def is_package(self, name): return False


sys.meta_path.append(Finder())
