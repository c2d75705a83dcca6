class CM:
    async def __aenter__(s): print("aenter"); return "v"
    async def __aexit__(s, t, v, tb): print("aexit", t and t.__name__); return t is ValueError
class It:
    def __init__(s, n): s.n = n
    def __aiter__(s): return s
    async def __anext__(s):
        if s.n == 0: raise StopAsyncIteration
        s.n -= 1
        return s.n
def run(c):
    try:
        while True: c.send(None)
    except StopIteration as e: return e.value
async def main():
    async with CM() as v: print(v)
    async with CM() as a, CM() as b: raise ValueError("swallowed")
    async for x in It(3): print(x, end=" ")
    else: print("else")
    async for x in It(5):
        if x == 3: break
    else: print("not")
    print([x async for x in It(3)], {x async for x in It(2)}, {x: 1 async for x in It(2)},
          [y for x in [1, 2] for y in [z async for z in It(x)]], [await a for a in [one(), one()]])
    g = (x async for x in It(2)); print(type(g).__name__, [x async for x in g])
    return "main done"
async def one(): return 1
print(run(main()))
