class Await:
    def __init__(s, v): s.v = v
    def __await__(s):
        got = yield ("asked", s.v)
        return got
async def inner(x):
    r = await Await(x)
    return r * 2
async def outer():
    a = await inner(1)
    b = await inner(a)
    return a + b
c = outer(); print(type(c).__name__, c.cr_running, c.cr_await, c.__name__)
print(c.send(None)); print(c.send(10), c.cr_await.__name__)
try: c.send(3)
except StopIteration as e: print("result", e.value)
try: c.send(None)
except RuntimeError as e: print(e)
for code in ("next(outer())", "list(outer())", "iter(outer())"):
    co = outer()
    try: eval(code, {"outer": lambda: co})
    except TypeError as e: print(e)
    co.close()
c = outer()
try: c.send(1)
except TypeError as e: print(e)
c.close(); print(outer.__code__.co_flags & 0x80, type(outer).__name__)
