import weakref

class A: pass
a = A()
f = weakref.finalize(a, print, 'finalized', sep='-')
print(f.alive, f.peek()[2:], f.atexit)  # expect: True (('finalized',), {'sep': '-'}) True
del a  # expect: finalized
print(f.alive, f(), f.peek(), f.detach())  # expect: False None None None

b = A()
g = weakref.finalize(b, print, 'never')
print(g.detach()[1] is print, g.alive)  # expect: True False
h = weakref.finalize(b, lambda: 42)
print(h(), h())  # expect: 42 None
keep = A()
weakref.finalize(keep, print, 'at exit, first made')
weakref.finalize(keep, print, 'at exit, last made')
# expect: at exit, last made
# expect: at exit, first made
