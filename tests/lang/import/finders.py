# sys.meta_path and sys.path_hooks: the finders that are there, and finders of the program's own.
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys

print([finder.__name__ for finder in sys.meta_path], len(sys.path_hooks))
print(sys.__loader__, importlib.util.find_spec("sys").loader)
print(importlib.util.find_spec("textwrap").origin == importlib.import_module("textwrap").__file__)
print(importlib.util.find_spec("no_such_module"))
print(type(sys.__spec__) is importlib.machinery.ModuleSpec, sys)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        print("find", name, path)
        if name.startswith("virtual"):
            return importlib.util.spec_from_loader(name, self, is_package=name == "virtual")

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(f"value = {module.__name__!r}", module.__dict__)


finder = Finder()
sys.meta_path.insert(0, finder)
import virtual.inner
print(virtual.value, virtual.inner.value, virtual.__loader__ is finder, virtual.__path__)
try:
    import also_not_there
except ModuleNotFoundError as error:
    print(error, error.name)
sys.meta_path.remove(finder)
try:
    import virtual2
except ModuleNotFoundError as error:
    print(error)

with open("beside.py", "w") as file:
    file.write("number = 6\n")
spec = importlib.util.spec_from_file_location("given_name", "beside.py")
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(module.__name__, module.number, os.path.basename(module.__file__))

# A zip file, stored without compression: in_zip.py, zip_package/__init__.py, zip_package/part.py.
with open("packed.zip", "wb") as file:
    file.write(bytes.fromhex("""
        504b030414000000000000002158467e3116110000001100000009000000696e5f7a69702e70797768657265
        203d205f5f66696c655f5f0a504b0304140000000000000021586eeca1741300000013000000170000007a69
        705f7061636b6167652f5f5f696e69745f5f2e707966726f6d202e20696d706f727420706172740a504b0304
        140000000000000021583117547c1000000010000000130000007a69705f7061636b6167652f706172742e70
        796e616d65203d205f5f6e616d655f5f0a504b0102140314000000000000002158467e311611000000110000
        00090000000000000000000000800100000000696e5f7a69702e7079504b0102140314000000000000002158
        6eeca17413000000130000001700000000000000000000008001380000007a69705f7061636b6167652f5f5f
        696e69745f5f2e7079504b01021403140000000000000021583117547c100000001000000013000000000000
        00000000008001800000007a69705f7061636b6167652f706172742e7079504b05060000000003000300bd00
        0000c10000000000"""))
sys.path.insert(0, os.path.abspath("packed.zip"))
import in_zip
import zip_package
print(in_zip.where.endswith(os.path.join("packed.zip", "in_zip.py")), zip_package.part.name)

# A package of the program's own hides the library's, parts included.
os.makedirs("json")
for name, text in ("__init__", "who = 'mine'\n"), ("decoder", "who = 'my decoder'\n"):
    with open(f"json/{name}.py", "w") as file:
        file.write(text)
sys.path.insert(0, os.getcwd())
for name in [name for name in sys.modules if name.startswith("json")]:
    del sys.modules[name]
importlib.invalidate_caches()
import json.decoder
print(json.who, json.decoder.who)
