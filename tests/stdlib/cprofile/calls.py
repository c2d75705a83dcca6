# cProfile: counts of calls, recursive ones, builtins, callers, and how a profiler is used.
import cProfile, io, pstats, sys


def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)


def work():
    x = []
    for i in range(3): x.append(len(str(i)))
    return fib(10), sorted(x)


def gen():
    yield 1
    yield 2


def show(profile, what='print_stats'):
    out = io.StringIO()
    getattr(pstats.Stats(profile, stream=out).sort_stats('name'), what)()
    for line in out.getvalue().splitlines():
        fields = line.split(None, 5)
        if len(fields) == 6 and fields[0][0].isdigit() and 'seconds' not in line and 'cProfile.py' not in line:
            print(fields[0], fields[5].rsplit('/', 1)[-1])


p = cProfile.Profile()
print(p.runcall(work))
show(p)
with cProfile.Profile() as q:
    work()
    list(gen())
    try: int('x')
    except ValueError: pass
print(sys.getprofile())


def name(code): return code if isinstance(code, str) else code.co_name


for e in sorted(q.getstats(), key=lambda e: name(e.code)):
    print(name(e.code), e.callcount, e.reccallcount, e.totaltime >= e.inlinetime,
          sorted((name(c.code), c.callcount, c.reccallcount) for c in e.calls or ()))
r = cProfile.Profile(builtins=False)
r.enable(builtins=False, subcalls=False)
work()
r.disable()
print(sorted((name(e.code), e.callcount, e.calls) for e in r.getstats()))
r.clear()
print(r.getstats())
ticks = iter(range(10**6))
t = cProfile.Profile(lambda: next(ticks), 0.5)
t.enable()
fib(2)
t.disable()
print([(e.callcount, e.reccallcount, e.totaltime, e.inlinetime) for e in t.getstats() if name(e.code) == 'fib'])
def fails(): 1 / 0
try: p.runcall(fails)
except ZeroDivisionError as error: print(error)
cProfile.run('fib(3)', 'stats')
show('stats')
