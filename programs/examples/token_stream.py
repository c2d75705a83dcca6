"""Streaming of tokens: an async generator makes them, a queue limits how far ahead it may be.

The consumer shows words as they are complete; when it has seen enough it leaves, and the producer's
finally runs at once because the generator is closed where it is used.
"""
import asyncio
from contextlib import aclosing

TEXT = "a stream gives its first word long before its last one is made"


async def tokens(text, log):
    """Pieces of three letters, as a model would give them."""
    try:
        for i in range(0, len(text), 3):
            await asyncio.sleep(0)
            yield text[i:i + 3]
    finally:
        log.append("closed")


async def words(pieces):
    rest = ""
    async for piece in pieces:
        *whole, rest = (rest + piece).split(" ")
        for word in whole:
            yield word
    if rest:
        yield rest


async def produce(queue, log):
    async with aclosing(words(tokens(TEXT, log))) as stream:
        async for word in stream:
            await queue.put(word)
            log.append(queue.qsize())
    await queue.put(None)


async def main():
    log, queue = [], asyncio.Queue(maxsize=2)
    producer = asyncio.create_task(produce(queue, log))
    seen = []
    while (word := await queue.get()) is not None:
        seen.append(word)
    await producer
    print(" ".join(seen) == TEXT, len(seen), "words")
    print("never more than two words ahead:", max(n for n in log if n != "closed") <= 2)

    log.clear()
    async with aclosing(tokens(TEXT, log)) as pieces:
        async with aclosing(words(pieces)) as stream:
            async for word in stream:
                if word == "first":
                    break
    print("left at:", word, log)


asyncio.run(main())
