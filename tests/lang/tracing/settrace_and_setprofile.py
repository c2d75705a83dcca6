# The events that trace and profile functions get, in order. A `try:` line by itself is no event here.
import sys
source = open(__file__).read().split('\n')
log = []
def tracer(frame, event, arg):
    if frame.f_code.co_filename != __file__: return None
    if event == 'line' and source[frame.f_lineno - 1].strip() == 'try:': return tracer
    log.append((frame.f_code.co_name, frame.f_lineno - base, event, arg if event != 'exception' else (arg[0].__name__, str(arg[1]))))
    return tracer
base = 10
def f(x):
    a = 1
    if x:
        return a
    for i in range(2):
        a += i
    try:
        g(a)
    except ValueError:
        a = 9
    return a
def g(a):
    raise ValueError(a)
def gen():
    x = yield 1
    yield x
    return
def use():
    for v in gen():
        pass
def w():
    i = 0
    while i < 2:
        i += 1
def thrower():
    g = gen()
    next(g)
    try:
        g.throw(KeyError('k'))
    except KeyError:
        pass
class CM:
    def __enter__(self): return 1
    def __exit__(self, *a):
        return True
def withs():
    with CM() as c:
        1 / 0
    return 'done'
for fn, args in (f, (1,)), (f, (0,)), (use, ()), (w, ()), (thrower, ()), (withs, ()):
    log.clear()
    sys.settrace(tracer)
    fn(*args)
    sys.settrace(None)
    print(fn.__name__)
    for l in log: print('  ', l)
log.clear()
def prof(frame, event, arg):
    if frame.f_code.co_filename != __file__: return None
    log.append((frame.f_code.co_name, event, arg if not callable(arg) else arg.__name__))
def h():
    len([1]); [].append(1); max(1, 2)
    try: int('x')
    except ValueError: pass
    try: [].index(1)
    except ValueError: pass
    sorted([2,1], key=lambda v: -v)
    return 3
sys.setprofile(prof)
h()
sys.setprofile(None)
for l in log: print(l)
def bad(frame, event, arg):
    raise RuntimeError('in trace')
sys.settrace(bad)
try: f(1)
except RuntimeError as e: print('raised', e, sys.gettrace())
