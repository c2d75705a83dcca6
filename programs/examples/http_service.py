"""A small HTTP service on asyncio that validates at the edge.

Requests are validated once, where they come in; behind that edge only valid orders exist. The
program is its own client: it sends four requests at once and prints the answers.
"""
import asyncio
import json

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Order(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    product: str = Field(min_length=1)
    count: int = Field(gt=0, le=100)


class Shop:
    def __init__(self):
        self.stock = {"tea": 10, "coffee": 2}

    def take(self, order):
        """Called with valid orders only."""
        left = self.stock.get(order.product, 0) - order.count
        if left < 0:
            return 409, {"error": f"not enough {order.product}"}
        self.stock[order.product] = left
        return 200, {"product": order.product, "left": left}


async def read_request(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in
               (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return method, path, body


def answer(shop, method, path, body):
    if (method, path) != ("POST", "/orders"):
        return 404, {"error": "not found"}
    try:
        order = Order.model_validate_json(body)
    except ValidationError as error:
        return 422, {"errors": [{"at": list(e["loc"]), "error": e["msg"]}
                                for e in error.errors()]}
    return shop.take(order)


async def serve(shop, reader, writer):
    status, data = answer(shop, *await read_request(reader))
    text = json.dumps(data).encode()
    writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: {len(text)}\r\n"
                 "Connection: close\r\n\r\n".encode() + text)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def request(port, path, body):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"POST {path} HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                 + body.encode())
    await writer.drain()
    head, _, text = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return head.split(" ")[1], text


async def main():
    shop = Shop()
    server = await asyncio.start_server(lambda r, w: serve(shop, r, w), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        answers = await asyncio.gather(
            request(port, "/orders", '{"product": "tea", "count": 3}'),
            request(port, "/orders", '{"product": "coffee", "count": 5}'),
            request(port, "/orders", '{"product": "", "count": "2", "rush": true}'),
            request(port, "/nothing", "{}"))
    for status, text in answers:
        print(status, text)
    print(shop.stock)


asyncio.run(main())
