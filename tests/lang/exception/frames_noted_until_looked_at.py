# Tracebacks are made when somebody looks: frames, their callers and locals are as if made at once.
class Noisy:
    def __init__(self, name): self.name = name
    def __del__(self): print("~" + self.name)

def inner(name):
    held = Noisy(name)
    raise ValueError(name)
def outer(name):
    also = Noisy(name + "'")
    inner(name)
def ways(e):
    found, tb = [], e.__traceback__
    while tb:
        back = tb.tb_frame.f_back
        found.append((tb.tb_frame.f_code.co_name, tb.tb_lineno, back and back.f_code.co_name))
        tb = tb.tb_next
    return found

def unseen():
    try: outer("a")
    except ValueError: print("handled")
    print("left")
unseen()
def seen():
    try: outer("b")
    except ValueError as e:
        frame = e.__traceback__.tb_next.tb_next.tb_frame
        print(ways(e), frame.f_locals["held"].name)
        del frame
    print("left")
seen()
def kept():
    try: outer("c")
    except ValueError as e: return e
e = kept()
print(ways(e))
del e
def again(e): raise e
def raised_again():
    try: outer("d")
    except ValueError as e: again(e)
try: raised_again()
except ValueError as e: print(ways(e))
def cleaned_up():
    try: outer("e")
    finally: print("finally")
try: cleaned_up()
except ValueError as e: print(ways(e))
class Key:
    def __eq__(self, other): inner("f")
def through_native(): [Key()].index(1)
try: through_native()
except ValueError as e: print(ways(e))
def suspended():
    try: outer("g")
    except ValueError as e: yield e
g = suspended()
e = next(g)
del g
print(ways(e))
del e
def stops():
    yield 1
    raise StopIteration
try: list(stops())
except RuntimeError as e: print(ways(e), ways(e.__cause__))
