# Interrupted at every instruction: contexts of C++ are always left; without the guarantee they are not.
import asyncio, contextlib, io, krait, os, sys, tempfile, threading
lock, other = threading.Lock(), threading.RLock()
def fds():
    return len(os.listdir("/proc/self/fd"))
def locked():
    with lock:
        with other:
            items = [1, 2]
            items.append(3)
    return items
def returns():
    for i in range(3):
        with lock:
            if i == 0: continue
            return len([i])
def raises():
    try:
        with lock:
            {}["missing"]
    except KeyError:
        with other: pass
def files():
    with open("/proc/self/stat") as f:
        return f.read(10)
@contextlib.contextmanager
def holding():
    with lock:
        yield [lock]
def generators():
    try:
        with holding() as held:
            int(str(len(held)) + "x")
    except ValueError: pass
def suspended():
    def gen():
        with lock:
            yield 1
            yield 2
    for x in gen():
        if x == 2: break
    with io.StringIO() as out:
        out.write("x")
count = fds()
sys.unraisablehook = lambda unraisable: None # a finaliser that lacks memory
def check():
    if lock.locked():
        lock.release()
        return "lock held"
    if fds() != count:
        return "files open"
for function in locked, returns, raises, files, generators, suspended:
    for kind in "signal", "async", "memory":
        report = krait.inject(function, kind=kind, check=check)
        if report.findings or not report.fired: print(function.__name__, report)
print("guarded")  # expect: guarded
for function in locked, returns, raises, generators:
    for kind in "signal", "async":
        report = krait.inject(function, kind=kind, check=check, guarded=False)
        problems = " ".join(f.problem for f in report.findings)
        if not ("entered and never left" in problems and "lock held" in problems):
            print("nothing found", function.__name__, report)
print("unguarded")  # expect: unguarded
async def task():
    async with asyncio.timeout(10):
        with lock:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
report = krait.inject(task, kind="cancel", check=check, leaks=False)
print(report.findings, report.fired > 200)  # expect: [] True
class Manager:
    def __enter__(self):
        self.parts = ["a", "b"]
    def __exit__(self, *details):
        self.parts.pop()
        self.parts.pop()
def python_manager():
    m = Manager()
    with m: pass
problems = {f.problem.replace(__file__, "FILE") for f in krait.inject(python_manager).findings}
print(problems)  # expect: {'the exit of FILE:79 in python_manager was interrupted'}
print(krait.mask_with())  # expect: none
print(krait.inject(python_manager).findings)  # expect: []
print(krait.mask_with("none"))  # expect: exit
leaked = []
def leaks():
    leaked.append([])
report = krait.inject(leaks)
print({f.problem for f in report.findings})  # expect: {'objects leaked'}
try: krait.inject(leaks, kind="flood")
except ValueError as e: print(e)  # expect: no kind of injection: 'flood'
