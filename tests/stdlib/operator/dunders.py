import operator
print(operator.__add__ is operator.add, operator.__and__ is operator.and_, operator.__not__ is operator.not_)  # expect: True True True
print(operator.itemgetter(1, 0)('ab'), operator.attrgetter('real.imag')(3), operator.methodcaller('join', 'ab')('-'))  # expect: ('b', 'a') 0 a-b
print(operator.itemgetter(1), operator.attrgetter('a.b'), operator.methodcaller('f', 1, k=2))  # expect: operator.itemgetter(1) operator.attrgetter('a.b') operator.methodcaller('f', 1, k=2)
print(operator.indexOf([4, 5], 5), operator.countOf('aab', 'a'), operator.length_hint(iter([1, 2])))  # expect: 1 2 2
a = [1]
print(operator.iadd(a, [2]) is a, a, operator.call(max, 1, 2))  # expect: True [1, 2] 2
import keyword
print(keyword.iskeyword('async'), keyword.iskeyword('match'), keyword.issoftkeyword('match'), len(keyword.kwlist))  # expect: True False True 35
