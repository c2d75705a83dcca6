from collections import ChainMap
base = {'a': 1, 'b': 2}
m = ChainMap({'b': 3}, base)
print(m, m['a'], m['b'], list(m), len(m))  # expect: ChainMap({'b': 3}, {'a': 1, 'b': 2}) 1 3 ['a', 'b'] 2
child = m.new_child({'c': 4})
print(child.parents == m, child | {'d': 5})  # expect: True ChainMap({'c': 4, 'd': 5}, {'b': 3}, {'a': 1, 'b': 2})
m['a'] = 9
print(base['a'], m['a'], m.pop('a'), m['a'])  # expect: 1 9 9 1
for f in (lambda: m.__delitem__('a'), lambda: m.pop('a'), lambda: ChainMap().popitem(), lambda: m['q']):
    try:
        f()
    except KeyError as e:
        print(e)
# expect: "Key not found in the first mapping: 'a'"
# expect: "Key not found in the first mapping: 'a'"
# expect: 'No keys found in the first mapping.'
# expect: 'q'
