class Y:
    def __await__(s): yield "waiting"; return "v"
async def f():
    try: return await Y()
    except ValueError as e: print("caught", e); return "recovered"
    finally: print("finally")
c = f(); print(c.send(None))
try: c.throw(ValueError("x"))
except StopIteration as e: print(e.value)
c = f(); c.send(None); c.close(); print("closed")
try: c.send(None)
except RuntimeError as e: print(e)
c = f(); c.close()
async def g():
    try: await Y()
    except GeneratorExit: await Y()
c = g(); c.send(None)
try: c.close()
except RuntimeError as e: print(e)
async def h(): raise StopIteration("no")
try: h().send(None)
except RuntimeError as e: print(e, repr(e.__cause__))
