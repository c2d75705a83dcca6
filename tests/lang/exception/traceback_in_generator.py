def gen():
    yield 1
    yield 1 // 0
def use():
    for x in gen():
        print(x)
use()
