# -m finds modules of the library, packages with __main__, and says what it cannot find.
import os
import sys

os.makedirs("tool/sub")
for path, text in (("tool/__init__.py", "print('init', __name__)\n"),
                   ("tool/__main__.py", "import sys; print(__name__, __package__, sys.argv[1:],"
                    " __spec__.name)\n"),
                   ("tool/sub/__init__.py", ""), ("tool/only.py", "print(__name__, __spec__.name)\n")):
    with open(path, "w") as file:
        file.write(text)
for arguments in ("tool", "a", "b"), ("tool.only",), ("tool.sub",), ("nope",), ("tool.nope",):
    status = os.system(f"{sys.executable} -m {' '.join(arguments)} >out 2>err")
    print(os.waitstatus_to_exitcode(status), open("out").read().splitlines(),
          open("err").read().strip().rpartition(": ")[2])
