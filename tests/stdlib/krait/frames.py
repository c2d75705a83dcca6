# The census of suspended frames: what each is, where it stands, what it holds and waits for.
import asyncio, krait, os, sys, tempfile
path = os.path.join(os.getcwd(), "lines")
with open(path, "w") as f:
    f.write("a\nb\nc\n")
def kept(path):
    with open(path) as f:
        for line in f:
            yield line
def lazy(path):
    for line in open(path):
        yield line
def outer():
    yield from inner(5)
def inner(x):
    cell = x
    def see(): return cell
    yield x
def show():
    for f in sorted(krait.frames(), key=lambda f: (f.line, f.begun)):
        if f.file == __file__:
            managers = [(type(c.manager).__name__, c.line, c.is_async) for c in f.contexts]
            print(f.kind, f.begun, f.name, f.line, sorted(f.locals), managers, len(f.files), len(f.chain))
k = kept(path); next(k)
l = lazy(path); next(l)
o = outer(); next(o)
new = inner(7)
show()
# expect: generator True kept 9 ['f', 'line', 'path'] [('TextIOWrapper', 7, False)] 1 0
# expect: generator True lazy 12 ['line', 'path'] [] 1 0
# expect: generator True outer 14 [] [] 0 1
# expect: generator False inner 15 ['x'] [] 0 0
# expect: generator True inner 18 ['cell', 'see', 'x'] [] 0 0
for f in krait.frames():
    if f.name == "outer": print(repr(f).replace(__file__, "FILE"), [x.gi_code.co_name for x in f.chain])
# expect: <suspended generator outer at FILE:14> ['inner']
del f
k.close(); l.close(); o.close(); new.close()
show()
async def agen():
    async with asyncio.timeout(None):
        yield 1
async def main():
    a = agen()
    await anext(a)
    show()
    await a.aclose()
asyncio.run(main())
# expect: async generator True agen 42 [] [('Timeout', 41, True)] 0 0
os.unlink(path)
