def g():
    try: next(me)
    except ValueError as e: print(e)
    try: me.close()
    except ValueError as e: print(e)
    try: me.throw(KeyError)
    except ValueError as e: print(e)
    print(me.gi_running)
    yield 1
me = g(); print(next(me)); print(me.gi_running)
def f():
    for x in me2: yield x
me2 = f()
try: list(me2)
except ValueError as e: print(e)
