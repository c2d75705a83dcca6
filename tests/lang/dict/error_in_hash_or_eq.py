class H:
    def __hash__(s): raise ValueError("no hash")
class E:
    def __init__(s, h=7): s.h = h
    def __hash__(s): return s.h
    def __eq__(s, o): raise ValueError("no eq")
for f in (lambda: {H(): 1}, lambda: {}.get(H()), lambda: {E(): 1, E(): 2}, lambda: {7: 1}[E()],
          lambda: E() in {7: 1}, lambda: {E(1): 1, E(2): 2}.__len__(), lambda: {7: 1}.pop(E()),
          lambda: {7: 1}.setdefault(E(), 1), lambda: {E(), E()}):
    try: print(f())
    except ValueError as e: print(e)
class BadHash:
    def __hash__(s): return "x"
try: hash(BadHash())
except TypeError as e: print(e)
class BigHash:
    def __hash__(s): return 2 ** 64 + 5
class Neg:
    def __hash__(s): return -1
print(hash(BigHash()), hash(Neg()))
