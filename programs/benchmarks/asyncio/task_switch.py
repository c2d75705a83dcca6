# Tasks that give way to each other: the cost of a turn of the loop.
import asyncio

async def worker(turns):
    for _ in range(turns):
        await asyncio.sleep(0)

async def main():
    await asyncio.gather(*[worker(2000) for _ in range(50)])

asyncio.run(main())
print(50 * 2000)
