# Operators, loops and with-statements whose methods enter as frames: results, reflection, errors, recursion.
import sys
log = []
class V:
    def __init__(self, x): self.x = x
    def __add__(self, o):
        if isinstance(o, str): return NotImplemented
        return V(self.x + (o.x if isinstance(o, V) else o))
    def __radd__(self, o): return ('radd', o)
    def __iadd__(self, o):
        if isinstance(o, list): return NotImplemented
        self.x += 100; return self
    def __sub__(self, o): raise ValueError('sub')
    def __mul__(self, o, scale=3): return scale
    def __eq__(self, o): return NotImplemented if o is None else self.x == o.x
    def __lt__(self, o): return [] if o is None else self.x < getattr(o, 'x', 5)
    def __contains__(self, k): return 'yes' if k == 1 else ''
    def __getitem__(self, k):
        if k == 'bad': raise KeyError(k)
        return (k, self.x)
    def __setitem__(self, k, v): log.append((k, v))
    def __call__(self, *a, **k): return ('called', a, k)
    def __len__(self): return 3
    def __repr__(self): return f'V({self.x})'
    __hash__ = None
class W(V):
    def __radd__(self, o): return 'W.radd'
class R:
    def __radd__(self, o): return 'R.radd'
    def __gt__(self, o): return 'R.gt'
    def __eq__(self, o): return 'R.eq'
v = V(1)
print(v + V(2), v + 2, V(5) + 1 + 1)
for f in (lambda: v + 'a', lambda: v - 1, lambda: v['bad'], lambda: v < R(), lambda: v == None, lambda: v + W(2), lambda: v + R(), lambda: v * 2, lambda: v == R(), lambda: (v == v)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e, len(str(e.__traceback__.tb_next.tb_lineno)) > 0)
v += 1; print(v)
try: v += [1]
except Exception as e: print(type(e).__name__, e)
print(v)
print(1 in v, 2 in v, 1 not in v, v[1], v['a'], v[0])
if 1 in v: print('in')
if 2 not in v: print('not in')
v[1] = 2; v['k'] = v[3]; print(log)
if v < None: print('bad')
else: print('falsy list')
if v < 200: print('lt imm')
if not v < 2: print('ge imm')
print(v(1, 2, k=3), v())
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        if self.n == -5: raise IndexError('x')
        self.n -= 1
        return self.n
def gen():
    for x in It(3): yield x
    for x in It(2):
        for y in It(2): yield (x, y)
print(list(gen()), [x for x in It(4)], {x for x in It(2)})
for x in It(2): print(x)
else: print('else')
try:
    for x in It(-3): print(x)
except IndexError as e: print('caught', e)
def both(seq):
    out = []
    for x in seq: out.append(x)
    return out
class Rec:
    def __init__(self, d): self.d = d; self.done = False
    def __iter__(self): return self
    def __next__(self):
        if self.done: raise StopIteration()
        self.done = True
        return both([1,2]) + (both(Rec(self.d - 1)) if self.d else [])
print(both(Rec(3)), both([1]), both(x for x in (1,)))
class CM:
    def __init__(self, n, swallow=False, bad=0): self.n, self.swallow, self.bad = n, swallow, bad
    def __enter__(self):
        if self.bad == 1: raise RuntimeError('enter')
        return self.n
    def __exit__(self, *a):
        print('exit', self.n, a[0] and a[0].__name__, str(a[1]), a[2] is None)
        if self.bad == 2: raise RuntimeError('exit')
        return self.swallow
with CM(1) as a, CM(2) as b: print(a, b)
with CM(3, True): raise KeyError('k')
for bad in (1, 2):
    try:
        with CM(4), CM(5, bad=bad): print('body')
    except RuntimeError as e: print(e, repr(e.__context__))
try:
    with CM(6): 1/0
except ZeroDivisionError as e: print(e)
def g():
    with CM(7) as c:
        yield c
        with CM(8): yield 8
    return 9
print(list(g()))
def early():
    for i in range(3):
        with CM(i) as x:
            if x == 1: return x
print(early())
class Cmp:
    def __lt__(self, o): return self
    def __bool__(self): raise TypeError('no truth')
try:
    if Cmp() < Cmp(): pass
except TypeError as e: print(e)
class Deep:
    def __add__(self, o): return self + o
try: Deep() + 1
except RecursionError as e: print('RecursionError', e)
class Deep2:
    def __getitem__(self, i): return self[i]
try: Deep2()[0]
except RecursionError as e: print('RecursionError', e)
class T:
    def __del__(self): print('del')
    def __add__(self, o): return 5
    def __getitem__(self, i): raise LookupError
    def __eq__(self, o): return True
print(T() + T())
try: T()[0]
except LookupError: print('lookup')
if T() == T(): print('eq')
class D(dict):
    def __missing__(self, k): return k * 2
    def __getitem__(self, k): return super().__getitem__(k) + 1 if k in self else 0
d = D(a=1); print(d['a'], d['b'])
class Wrong:
    def __getitem__(self): pass
    def __add__(self): pass
for f in (lambda: Wrong()[1], lambda: Wrong() + 1):
    try: f()
    except TypeError as e: print(e)
def frames():
    class F:
        def __add__(self, o): return sys._getframe(1).f_code.co_name
    return F() + 1
print(frames())
