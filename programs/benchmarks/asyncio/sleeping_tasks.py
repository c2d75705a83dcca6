# Memory of a task that sleeps: resident bytes each, to stderr.
import asyncio, resource, sys

async def main():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tasks = [asyncio.create_task(asyncio.sleep(1000)) for _ in range(50_000)]
    await asyncio.sleep(0)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{(after - before) * 1024 // len(tasks)} bytes a task", file=sys.stderr)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

asyncio.run(main())
