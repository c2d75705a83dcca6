# Every way to call with every kind of parameters: seeded random calls, results and errors.
import random
rng = random.Random(7)
out = []
for n in range(250):
    names = ['a','b','c','d','e']
    npos = rng.randrange(0,4); po = rng.randrange(0, npos+1) if rng.random() < .3 else 0
    nd = rng.randrange(0, npos+1)
    params = []
    for i in range(npos):
        p = names[i]
        if i >= npos-nd: p += f'={i+10}'
        params.append(p)
        if po and i == po-1: params.append('/')
    va = rng.random() < .3; kw = rng.random() < .3; ko = rng.random() < .15
    if va: params.append('*args')
    if ko:
        if not va: params.append('*')
        params.append('k=5' if rng.random()<.5 else 'k')
    if kw: params.append('**kws')
    gen = rng.random() < .1
    src = f"def f({', '.join(params)}):\n    r = (" + ''.join(x+', ' for x in names[:npos]) + ("args, " if va else '') + ('k, ' if ko else '') + ("sorted(kws.items()), " if kw else '') + ")\n"
    src += "    yield r\n" if gen else "    return r\n"
    src += "class C:\n    def __init__(self" + (', ' + ', '.join(params) if params else '') + "): self.r = (" + ''.join(x+', ' for x in names[:npos]) + ("args, " if va else '') + ")\n    def m(self" + (', ' + ', '.join(params) if params else '') + "): return (" + ''.join(x+', ' for x in names[:npos]) + ")\n"
    if '/' in params: src = src.replace('(self, ', '(self, ')
    ns = {}
    exec(src, ns)
    for _ in range(4):
        pos = [str(rng.randrange(100)) for _ in range(rng.randrange(0,5))]
        kwn = rng.sample(names[:3]+['k','z'], rng.randrange(0,3))
        star = rng.random() < .3; dstar = rng.random() < .3
        args = ', '.join((['*(' + ''.join(p+', ' for p in pos) + ')'] if star else pos) + (['**{' + ', '.join(f'"{k}": {ord(k)}' for k in kwn) + '}'] if dstar else [f'{k}={ord(k)}' for k in kwn]))
        for form in ('f({})', 'C({}).r', 'o.m({})', 'g({})'):
            try:
                if form == 'o.m({})':
                    o = ns['C'].__new__(ns['C']); ns['o'] = o
                if form == 'g({})':
                    ns['r'] = None
                    exec(f"def g():\n    yield f({args})\nr = next(g())", ns)
                    v = ns['r']
                else:
                    v = eval(form.format(args), ns)
                if gen and hasattr(v, '__next__'): v = next(v)
                out.append(repr(v))
            except TypeError as e:
                out.append(f'TypeError {e}')
import sys
print('\n'.join(out))
