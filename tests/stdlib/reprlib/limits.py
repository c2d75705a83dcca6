import reprlib
print(reprlib.repr(list(range(100))))  # expect: [0, 1, 2, 3, 4, 5, ...]
print(reprlib.repr('x' * 100))  # expect: 'xxxxxxxxxxxx...xxxxxxxxxxxxx'
print(reprlib.repr({i: i for i in range(9)}))  # expect: {0: 0, 1: 1, 2: 2, 3: 3, ...}
print(reprlib.repr([[[[[[[1]]]]]]]))  # expect: [[[[[[[...]]]]]]]
print(reprlib.repr((1,)), reprlib.repr(set()), reprlib.repr(10 ** 80))  # expect: (1,) set() 100000000000000000...0000000000000000000
print(reprlib.Repr(maxlist=2, indent=2).repr([1, [2], 3]))  # expect: [
# expect:   1,
# expect:   [
# expect:     2,
# expect:   ],
# expect:   ...,
# expect: ]

class Node:
    def __init__(self): self.me = self
    @reprlib.recursive_repr('<again>')
    def __repr__(self): return f'Node({self.me!r})'

print(Node())  # expect: Node(<again>)
