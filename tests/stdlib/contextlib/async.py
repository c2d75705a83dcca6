# The async managers, driven by hand: nothing here really waits.
from contextlib import *

def run(coro):
    try:
        coro.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError('suspended')

@asynccontextmanager
async def scope(name):
    print('enter', name)
    try:
        yield name
    finally:
        print('exit', name)

class Thing:
    async def aclose(self): print('closed')

async def main():
    async with scope('a') as v:
        print(v)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(scope('b'))
        stack.callback(print, 'sync callback')
        async def cb(x): print('async', x)
        stack.push_async_callback(cb, 1)
    async with aclosing(Thing()):
        pass
    async with nullcontext(4) as n:
        return n

print(run(main()))
# expect: enter a
# expect: a
# expect: exit a
# expect: enter b
# expect: async 1
# expect: sync callback
# expect: exit b
# expect: closed
# expect: 4
