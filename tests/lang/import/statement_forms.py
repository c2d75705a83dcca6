import math, sys as system, os.path
import os.path as p
from math import (pi, e as euler,
                  sqrt,)
from os import path
print(math.floor(pi), system is __import__("sys"), os.path is p is path, euler > 2.7, sqrt(4))
def f():
    import json as j
    from json import loads
    return j.loads is loads
print(f(), "j" in globals())
class C: import math as m
print(C.m is math, __import__("os.path").__name__, __import__("os.path", fromlist=["x"]).__name__)
import importlib
print(importlib.import_module("math") is math, importlib.import_module(".mod", "pkg_b").x,
      importlib.util.find_spec("nope_nope") if hasattr(importlib, "util") else None)
try: importlib.import_module(".x")
except TypeError as t: print(t)
if True: import string
print(string.digits)
