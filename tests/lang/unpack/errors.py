for code in ("a, b = 1", "a, b = 1,", "a, b = 1, 2, 3", "a, *b, c = 1,", "a, b = None",
             "a, b = {1}", "(a, b), c = 1, 2", "a, b = iter([1, 2, 3])", "[a] = []", "*a, = 5",
             "a, b = 'abc'", "for a, b in [(1,)]: pass", "[] = [1]", "a, b, *c = 'x'", "a, = {}",
             "a, b = {1: 2, 3: 4, 5: 6}"):
    try: exec(code)
    except Exception as e: print(code, "|", type(e).__name__, e)
def gen():
    yield 1
    raise KeyError("inside")
try: a, b, c = gen()
except KeyError as e: print(e)
class NI:
    __iter__ = None
try: a, b = NI()
except TypeError as e: print(e)
