# Two tasks that wake each other through futures and queues.
import asyncio

async def main():
    there, back = asyncio.Queue(), asyncio.Queue()

    async def echo():
        while (item := await there.get()) is not None:
            await back.put(item)

    task = asyncio.create_task(echo())
    total = 0
    for i in range(20_000):
        await there.put(i)
        total += await back.get()
    await there.put(None)
    await task
    return total

print(asyncio.run(main()))
