def g():
    yield 1
    raise StopIteration("escaped")
i = g(); print(next(i))
try: next(i)
except RuntimeError as e: print(e, repr(e.__cause__), e.__cause__ is e.__context__)
def h():
    yield next(iter([]))
try: next(h())
except RuntimeError as e: print(e)
def k():
    return (yield) or "none"
c = k(); next(c)
try: c.send(5)
except StopIteration as e: print(e.value)
c = k(); next(c)
try: next(c)
except StopIteration as e: print(e.value)
def tup(): return (1, 2); yield
try: next(tup())
except StopIteration as e: print(e.value, e.args)
