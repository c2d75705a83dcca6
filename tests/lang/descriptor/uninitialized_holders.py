# Descriptors that __init__ has not seen.
method = staticmethod.__new__(staticmethod)
print(repr(method))  # expect: <staticmethod(<NULL>)>
print(method.__isabstractmethod__)  # expect: False
method = classmethod.__new__(classmethod)
print(repr(method))  # expect: <classmethod(<NULL>)>
print(method.__isabstractmethod__)  # expect: False
try:
    method.__get__(1)
except RuntimeError as error:
    print(error)  # expect: uninitialized classmethod object
