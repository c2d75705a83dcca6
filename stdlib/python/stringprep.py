# The tables of RFC 3454. They are about Unicode 3.2, which unicodedata.ucd_3_2_0 describes; but the
# library's file asserts that unicodedata itself is of the version it was made with. So it is run
# here without its assertions.
import sys


def _run(folder):
    path = f'{folder}/stringprep.py'
    try:
        with open(path, 'rb') as file:
            source = file.read()
    except OSError:
        raise ModuleNotFoundError("No module named 'stringprep'", name='stringprep') from None
    exec(compile(source, path, 'exec', optimize=1), globals())


_run(sys._stdlib_dir)
del _run, sys
