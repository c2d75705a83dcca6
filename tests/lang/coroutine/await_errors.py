def run(c):
    try: c.send(None)
    except BaseException as e: print(type(e).__name__, e)
async def a(x): return await x
class B1:
    def __await__(s): return 5
class B2:
    def __await__(s): return a(1)
class B3:
    def __await__(s): return iter([])
def gen(): yield 1
for x in (5, None, [1], B1(), B3(), gen(), "s", lambda: 0): run(a(x))
b2 = B2()
c = a(1); b2.__class__.__await__ = lambda s: c
run(a(b2)); c.close()
async def sleep():
    class S:
        def __await__(s): yield
    await S()
c = sleep(); c.send(None)
run(a(c)); c.close()
