async def ag():
    try:
        x = yield 1; print("got", x)
        yield 2
    finally: print("cleanup")
def run(aw):
    try: aw.send(None)
    except StopIteration as e: return ("value", e.value)
    except StopAsyncIteration: return "stop"
    except BaseException as e: return type(e).__name__, str(e)
g = ag(); print(type(g).__name__, run(g.__anext__()), run(g.asend("hi")), run(g.__anext__()),
                run(g.__anext__()))
g = ag(); run(g.__anext__()); print(run(g.aclose()), run(g.__anext__()))
g = ag(); run(g.__anext__()); print(run(g.athrow(ValueError("t"))))
g = ag(); print(run(g.asend(5))); g2 = ag(); print(run(g2.aclose()))
print(g.ag_running, g.ag_await, g.__name__, g.__aiter__() is g, run(anext(ag())),
      run(anext(ag(), 5)))
async def empty():
    return
    yield
print(run(anext(empty(), "default")), run(empty().__anext__()))
async def stop():
    yield 1
    raise StopAsyncIteration
s = stop(); print(run(s.__anext__()), run(s.__anext__()))
