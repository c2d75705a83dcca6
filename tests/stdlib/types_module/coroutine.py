# types.coroutine makes generators awaitable.
import types

@types.coroutine
def pause():
    got = yield 'paused'
    return got * 2

async def main():
    return await pause() + 1

c = main()
print(c.send(None))  # expect: paused
try:
    c.send(10)
except StopIteration as stop:
    print(stop.value)  # expect: 21
try:
    types.coroutine(3)
except TypeError as e:
    print(e)  # expect: types.coroutine() expects a callable
