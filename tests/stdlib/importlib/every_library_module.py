# Every module of the library's folder imports, but for those listed, which want what is not there.
import os, subprocess, sys, sysconfig

# Native modules still to be written.
MISSING = {"bz2": "_bz2", "cProfile": "_lsprof", "ctypes": "_ctypes", "curses": "_curses",
           "lzma": "_lzma", "plistlib": "pyexpat", "sqlite3": "_sqlite3", "ssl": "_ssl",
           "symtable": "_symtable", "tracemalloc": "_tracemalloc",
           "zipimport": "_frozen_importlib_external"}
# Python 3.13 has removed them.
REMOVED = set("""_distutils_system_mod aifc asynchat asyncore cgi cgitb chunk crypt distutils imghdr imp
    lib2to3 mailcap msilib nntplib pipes smtpd sndhdr sunau telnetlib uu xdrlib""".split())
# Wants another Unicode version; shows windows; open browsers or print; is the platform's own.
OTHER = {"stringprep", "idlelib", "tkinter", "turtle", "turtledemo", "antigravity", "this", "test",
         "__hello__", "__phello__", "sitecustomize", "ensurepip"}

folder = "/usr/lib/python3.11"
names = set()
for entry in os.scandir(folder):
    name = entry.name.removesuffix(".py")
    if name.isidentifier() and not name.startswith("_sysconfigdata"):
        if entry.name.endswith(".py") or os.path.exists(os.path.join(entry.path, "__init__.py")):
            names.add(name)
program = """
import sys
for name in sys.argv[1:]:
    try:
        __import__(name)
    except BaseException as e:
        print(name, type(e).__name__, e)
"""
wanted = sorted(names - REMOVED - OTHER - set(MISSING))
run = subprocess.run([sys.executable, "-W", "ignore", "-c", program, *wanted],
                     capture_output=True, text=True)
print(run.stdout + run.stderr, end="")
print(len(wanted) > 140)  # expect: True
