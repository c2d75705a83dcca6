# sys.monitoring: events of a tool, everywhere and in one function; DISABLE; errors.
import sys
m = sys.monitoring
E = m.events
print({k: v for k, v in vars(E).items()})
m.use_tool_id(3, 'mine')
log = []
source = open(__file__).read().split('\n')
def cb(name):
    def call(code, *a):
        if code.co_filename != __file__: return
        if name == 'LINE' and source[a[0] - 1].strip() == 'try:': return
        a = [x if isinstance(x, (int, str)) or x is None else getattr(x, '__name__', type(x).__name__) for x in a]
        log.append((name, code.co_name, a[1:] if name not in ('LINE',) else [a[0]-6]))
    return call
for n in ('PY_START','PY_RESUME','PY_RETURN','PY_YIELD','CALL','LINE','RAISE','EXCEPTION_HANDLED','PY_UNWIND','PY_THROW','RERAISE','C_RETURN','C_RAISE'):
    m.register_callback(3, getattr(E, n), cb(n))
def f(n):
    t = 0
    for i in range(n):
        t += abs(i)
    try:
        int('z')
    except ValueError:
        pass
    return g(t)
def g(t):
    return sum(h(t))
def h(t):
    yield t
    yield 1
m.set_events(3, E.PY_START|E.PY_RESUME|E.PY_RETURN|E.PY_YIELD|E.CALL|E.LINE|E.RAISE|E.EXCEPTION_HANDLED|E.PY_UNWIND)
f(2)
m.set_events(3, 0)
for l in log: print(l)
log.clear()
m.set_local_events(3, g.__code__, E.PY_START)
f(1)
print(log, m.get_local_events(3, g.__code__), m.get_tool(3), m._all_events())
m.set_local_events(3, g.__code__, 0)
n = 0
def once(code, line):
    global n
    n += 1
    return m.DISABLE
m.register_callback(3, E.LINE, once)
m.set_local_events(3, g.__code__, E.LINE)
f(1); f(1)
print(n)
m.restart_events()
f(1)
print(n)
for a in ((7, 1), (3, 1 << 20), (3, E.C_RETURN)):
    try: m.set_events(*a)
    except ValueError as e: print(e)
m.free_tool_id(3)
try: m.set_events(3, 1)
except ValueError as e: print(e)
