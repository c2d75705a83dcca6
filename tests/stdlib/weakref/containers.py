# Entries vanish with the last reference, at once.
import weakref

class K:
    def __init__(self, n): self.n = n
    def __repr__(self): return f'K{self.n}'

a, b = K(1), K(2)
values = weakref.WeakValueDictionary(a=a, b=b)
keys = weakref.WeakKeyDictionary({a: 'x', b: 'y'})
weak = weakref.WeakSet([a, b])
print(len(values), len(keys), len(weak), a in weak, keys[a])  # expect: 2 2 2 True x
del a
print(list(values.items()), list(keys.items()), list(weak))  # expect: [('b', K2)] [(K2, 'y')] [K2]
print(values.get('a'), 'a' in values, values.pop('a', 'gone'))  # expect: None False gone
for key in keys:
    del b, key
    break
print(len(values), len(keys), len(weak))  # expect: 0 0 0

class T:
    def m(self): return 'called'
t = T()
wm = weakref.WeakMethod(t.m)
print(wm()(), wm == weakref.WeakMethod(t.m))  # expect: called True
del t
print(wm())  # expect: None
try:
    weakref.WeakMethod(len)
except TypeError as e:
    print(e)  # expect: argument should be a bound method, not <class 'builtin_function_or_method'>
