class Weird:
    def __lt__(s, o): return []
    def __gt__(s, o): return [1]
    def __bool__(s): print("bool"); return True
w = Weird()
print(w < 1, w > 1)
print(w < 1 < 2, w > 1 and "and")
print([x for x in (1, 2) if w > x], not w, not (w < 1))
class Bad:
    def __bool__(s): return "yes"
try: bool(Bad())
except TypeError as e: print(e)
class BadLen:
    def __len__(s): return -1
try: bool(BadLen())
except ValueError as e: print(e)
class Big:
    def __len__(s): return 2 ** 64
try: bool(Big())
except OverflowError as e: print(e)
