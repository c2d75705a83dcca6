from enum import *

class Color(Enum):
    RED = 1
    GREEN = auto()
    CRIMSON = 1
    def hello(self): return f'hello {self.name}'

print(Color.RED, repr(Color.GREEN), Color(2), Color['CRIMSON'], list(Color), len(Color))  # expect: Color.RED <Color.GREEN: 2> Color.GREEN Color.RED [<Color.RED: 1>, <Color.GREEN: 2>] 2
print(Color.CRIMSON is Color.RED, list(Color.__members__), Color.RED.hello(), 2 in Color, Color)  # expect: True ['RED', 'GREEN', 'CRIMSON'] hello RED True <enum 'Color'>

def failure(f):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)

failure(lambda: Color(9))  # expect: ValueError 9 is not a valid Color
failure(lambda: Color['X'])  # expect: KeyError 'X'
failure(lambda: setattr(Color, 'RED', 2))  # expect: AttributeError cannot reassign member 'RED'
failure(lambda: delattr(Color, 'RED'))  # expect: AttributeError 'Color' cannot delete member 'RED'.
failure(lambda: unique(Color))  # expect: ValueError duplicate values found in <enum 'Color'>: CRIMSON -> RED
def extend():
    class More(Color): BLUE = 3
failure(extend)  # expect: TypeError <enum 'More'> cannot extend <enum 'Color'>
def again():
    class Twice(Enum):
        A = 1
        A = 2
failure(again)  # expect: TypeError 'A' already defined as 1

class N(IntEnum):
    ONE = 1
class S(StrEnum):
    HELLO = auto()
print(N.ONE + 1, N.ONE, f'{S.HELLO}', repr(S.HELLO), S.HELLO == 'hello')  # expect: 2 1 hello <S.HELLO: 'hello'> True
Animal = Enum('Animal', 'CAT DOG', start=5)
print(repr(Animal.DOG), Animal.__module__)  # expect: <Animal.DOG: 6> __main__
