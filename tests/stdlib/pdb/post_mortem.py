# Post-mortem debugging goes along the chain of exceptions.
import io
import linecache
import pdb
import sys

SOURCE = '''\
def inner():
    return {}['missing']
def outer():
    try:
        inner()
    except KeyError as error:
        raise ValueError('no such name') from error
'''
name = '<program>'
linecache.cache[name] = len(SOURCE), None, SOURCE.splitlines(True), name
space = {}
exec(compile(SOURCE, name, 'exec'), space)
debugger = pdb.Pdb(stdin=io.StringIO('exceptions\nexceptions 0\n$_exception\nu\nexceptions 5\nexceptions x\n'
                                     'exceptions 1\nq\n'),
                   stdout=sys.stdout, nosigint=True, readrc=False)
try:
    space['outer']()
except ValueError as error:
    debugger.reset()
    debugger.interaction(None, error)

try:
    pdb.post_mortem()
except ValueError as error:
    print(error)
try:
    pdb.post_mortem(KeyError())
except ValueError as error:
    print(error)
