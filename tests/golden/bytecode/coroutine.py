async def f(a):
    async with a as b:
        await b
    async for x in a:
        yield x
    yield [y async for y in a]
