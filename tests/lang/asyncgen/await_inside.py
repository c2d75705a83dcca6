class Y:
    def __init__(s, v): s.v = v
    def __await__(s): return (yield s.v)
async def ag():
    a = await Y("w1"); yield a
    b = await Y("w2"); yield b
async def main():
    out = []
    async for x in ag(): out.append(x)
    return out
c = main(); print(c.send(None), c.send("A"))
try: c.send("B")
except StopIteration as e: print(e.value)
g = ag(); n = g.__anext__(); print(n.send(None))
try: g.__anext__().send(None)
except RuntimeError as e: print(e)
try: n.send("x")
except StopIteration as e: print(e.value)
try: n.send(None)
except RuntimeError as e: print(e)
