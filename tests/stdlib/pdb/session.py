# A session of the debugger: places, variables, closures, breakpoints, aliases, display, errors.
import io
import linecache
import pdb
import sys

SOURCE = '''\
import pdb
def area(width, height):
    size = width * height
    return size
def total(pairs):
    start()
    k = 2
    result = 0
    for w, h in pairs:
        result += area(w, h)
    return result * k
total([(1, 2), (3, 4)])
'''
COMMANDS = '''\
next
n
k, $_frame.f_lineno
p pairs ;; pp k
(lambda: k * 10)()
sorted(pairs, key=lambda p: -p[0] * k)
def twice(x):
    return x * k

twice(4)
k = 3
$mine = 7
$mine + k
p f"$mine = {$mine}"
display result
display 1 +
b area, width >
b area, width > 1
b
commands 1
silent
p 'in area', width, size if 'size' in locals() else None
end
c
a
a = 1
u
u x
ll 1
alias both p (%1, %2)
both k result
both k
alias odd p %2
d
s
s
retval
r
exceptions
whatis area
whatis 1
no such thing
c["x"]
until 1
jump x
enable
ignore 1 2
condition 1
clear 1
unalias both
alias
c
'''


def run(source, commands, name='<program>'):
    linecache.cache[name] = len(source), None, source.splitlines(True), name
    debugger = pdb.Pdb(stdin=io.StringIO(commands), stdout=sys.stdout, nosigint=True, readrc=False)

    def start():
        debugger.set_trace(sys._getframe().f_back)
    exec(compile(source, name, 'exec'), {'__name__': 'program', 'start': start})


run(SOURCE, COMMANDS)
