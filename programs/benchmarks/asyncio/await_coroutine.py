# Coroutines that await coroutines, which never wait.
import asyncio

async def leaf(x):
    return x

async def middle(x):
    return await leaf(x) + 1

async def main():
    total = 0
    for i in range(400_000):
        total += await middle(i)
    return total

print(asyncio.run(main()))
