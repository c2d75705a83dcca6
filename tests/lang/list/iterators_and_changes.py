# An iterator that has ended stays so, and a comparison looks at lengths anew.
a = [1, 2, 3]
ended, behind = iter(a), iter(a)
for x in ended: next(behind)
a.append(9)
print(list(ended), list(behind))
class X:
    def __eq__(self, other): list2.clear(); return NotImplemented
class Y:
    def __eq__(self, other): list1.clear(); return NotImplemented
list1, list2 = [X()], [Y()]
print(list1 == list2, list1, list2)
