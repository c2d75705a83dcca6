# A class that gives no exception when it is called: that TypeError is thrown into the generator.
class E(Exception):
    def __new__(cls, *args): return cls
def plain(): yield
g = plain()
try: g.throw(E)
except TypeError as e: print(e)
print(list(g))
def catches():
    try: yield 1
    except TypeError as e: print("inside:", e); yield 2
g = catches(); next(g)
print(g.throw(E))
try: g.throw(int)
except TypeError as e: print(e)
print(next(g, "ended"))
