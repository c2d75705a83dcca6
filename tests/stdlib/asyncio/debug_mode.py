# Debug mode: slow callbacks, callbacks that are no functions, coroutines that nobody awaited.
import asyncio, logging, sys, time

logging.basicConfig(stream=sys.stdout, format="%(levelname)s %(message).9s")

async def main():
    loop = asyncio.get_running_loop()
    print(loop.get_debug())
    loop.slow_callback_duration = 0.01
    loop.call_soon(time.sleep, 0.02)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for bad in main, 5:
        try:
            loop.call_soon(bad)
        except TypeError as e:
            print(e)
    future = loop.create_future()
    print(future._source_traceback[-1].name)
    task = asyncio.create_task(asyncio.sleep(0))
    print(task._source_traceback[-1].name, "created at" in repr(task))
    await task

asyncio.run(main(), debug=True)
