def f():
    def g(): return x
    try: g()
    except NameError as e: print(type(e).__name__, e)
    x = 1
    print(g())
    del x
    try: g()
    except NameError as e: print(e)
    try: x
    except UnboundLocalError as e: print(e)
    return g
g = f()
try: g.__closure__[0].cell_contents
except ValueError as e: print(e)
g.__closure__[0].cell_contents = "set"; print(g(), g.__closure__[0].__class__.__name__)
del g.__closure__[0].cell_contents
try: g()
except NameError as e: print(e)
