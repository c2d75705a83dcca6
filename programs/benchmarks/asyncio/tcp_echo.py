# Lines that go to a server and come back, through streams over the loopback interface.
import asyncio

async def handle(reader, writer):
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()
    writer.close()

async def client(port, count):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    total = 0
    for i in range(count):
        writer.write(b"message %d\n" % i)
        total += len(await reader.readline())
    writer.close()
    await writer.wait_closed()
    return total

async def main():
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    print(sum(await asyncio.gather(*[client(port, 1000) for _ in range(5)])))
    server.close()

asyncio.run(main())
