# argparse: groups in usage; cmd: where default() runs; code: local exit; csv: spaces; tarfile.
import argparse
import cmd
import code
import csv
import io
import os
import sys
import tarfile
import warnings

parser = argparse.ArgumentParser(prog='PROG')
group = parser.add_mutually_exclusive_group()
for name in ('--first-long-option', '--second-long-option', '--third-long-option', '--fourth'):
    group.add_argument(name)
print(parser.format_usage())
parser = argparse.ArgumentParser(prog='PROG')
group = parser.add_mutually_exclusive_group(required=True)
group.add_argument('--foo', action='store_true')
group.add_argument('--spam')
group.add_argument('badger', nargs='*', default='b')
parser.add_argument('--hidden', help=argparse.SUPPRESS)
commands = parser.add_subparsers(title='commands', metavar='CMD', help='command to use')
commands.add_parser('add', help='add something')
commands.add_parser('a-very-long-command-indeed', help='do something')
print(parser.format_help())
parser = argparse.ArgumentParser(prog='PROG')
group = parser.add_mutually_exclusive_group(required=True)
group.add_argument('--alone')
print(parser.format_usage())
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    action = argparse.BooleanOptionalAction(['--x'], 'x', type=int, metavar='M')
print([str(w.message) for w in caught])


class Shell(cmd.Cmd):
    def default(self, line):
        print(line, sys.exc_info()[1])

    def do_known(self, arg):
        print('known', arg)


for line in ('unknown 1', 'known 2', '', '?known', 'EOF', '!x'):
    Shell(stdout=sys.stdout).onecmd(line)

console = code.InteractiveConsole(local_exit=True)
lines = iter(['x = 1', 'exit()'])
console.raw_input = lambda prompt: next(lines)
console.write = lambda text: print(repr(text))
console.interact('banner')
print(console.push('y = 2', 'here', 'exec'), console.locals['y'])

print(list(csv.reader(['a   b', '  a  ', '  ', '', '"a"  "b c"'], delimiter=' ', skipinitialspace=True)))
print(sorted(csv.__all__)[:3])

buffer = io.BytesIO()
with tarfile.open('x.tar.gz', 'w|gz', buffer, compresslevel=1) as tar:
    tar.addfile(tarfile.TarInfo('a/b'), io.BytesIO())
print(buffer.getvalue()[8])
try:
    tarfile.open('x', 'w|', io.BytesIO(), compresslevel=1)
except ValueError as error:
    print(error)
buffer = io.BytesIO()
with tarfile.open(fileobj=buffer, mode='w') as tar:
    info = tarfile.TarInfo('member')
    info.size = 3
    tar.addfile(info, io.BytesIO(b'abc'))
    tar.addfile(tarfile.TarInfo('empty'))
buffer.seek(0)
with tarfile.open(fileobj=buffer) as tar:
    with tar.extractfile('member') as file:
        print(file.name, file.mode, file.read())
    tar.getmember('empty').mode = None
    tar.getmember('member').mtime = None
    tar.list()
