from collections import UserDict, UserList, UserString
import pickle

class D(UserDict):
    def __missing__(self, key): return key * 2

d = D(a=1)
print(d['b'], d.get('b'), 'b' in d, d | {'c': 3}, type(d | {}).__name__)  # expect: bb None False {'a': 1, 'c': 3} D
u = UserList([3, 1, 2])
u.sort()
print(u, u + (4,), [0] + u, u[1:], type(u[1:]).__name__, u * 2)  # expect: [1, 2, 3] [1, 2, 3, 4] [0, 1, 2, 3] [2, 3] UserList [1, 2, 3, 1, 2, 3]
s = UserString('Hello')
print(s.upper(), s + ' you', 'ell' in s, s == 'Hello', s.replace('l', UserString('L')), s[1:3])  # expect: HELLO Hello you True True HeLLo el
print(UserDict.__module__, pickle.loads(pickle.dumps(u)) == u)  # expect: collections True
