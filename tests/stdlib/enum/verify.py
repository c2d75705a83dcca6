from enum import *
def failure(f, cls):
    try:
        f(cls)
    except ValueError as e:
        print(e)

class H(Enum):
    A = 1
    B = 5
class F(Flag):
    A = 1
    B = 8
    C = 7
failure(verify(CONTINUOUS), H)  # expect: invalid enum 'H': missing values 2, 3, 4
failure(verify(CONTINUOUS), F)  # expect: invalid flag 'F': missing values 2, 4
failure(verify(NAMED_FLAGS), F)  # expect: invalid Flag 'F': alias C is missing combined values of 0x6 [use enum.show_flag_values(value) for details]
print(verify(UNIQUE)(H) is H)  # expect: True
