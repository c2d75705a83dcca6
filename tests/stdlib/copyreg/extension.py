import copyreg
copyreg.add_extension('m', 'n', 77)
copyreg.add_extension('m', 'n', 77)
for args in (('m', 'n', 78), ('m', 'o', 77), ('m', 'n', 0)):
    try:
        copyreg.add_extension(*args)
    except ValueError as e:
        print(e)
# expect: key ('m', 'n') is already registered with code 77
# expect: code 77 is already in use for key ('m', 'n')
# expect: code out of range
copyreg.remove_extension('m', 'n', 77)
try:
    copyreg.remove_extension('m', 'n', 77)
except ValueError as e:
    print(e)  # expect: key ('m', 'n') is not registered with code 77

class Base: __slots__ = ('a', '__p')
class Sub(Base): __slots__ = 'b'
print(copyreg._slotnames(Sub))  # expect: ['b', 'a', '_Base__p']
try:
    copyreg.pickle(int, 3)
except TypeError as e:
    print(e)  # expect: reduction functions must be callable
