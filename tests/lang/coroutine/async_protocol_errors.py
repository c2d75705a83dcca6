def run(c):
    try: c.send(None)
    except StopIteration as e: print("returned", e.value)
    except BaseException as e: print(type(e).__name__, e)
class NoAnext:
    def __aiter__(s): return 5
class BadAnext:
    def __aiter__(s): return s
    def __anext__(s): return 5
class Sync:
    def __enter__(s): pass
    def __exit__(s, *a): pass
class HalfAsync:
    async def __aenter__(s): pass
class NonAwait:
    def __aenter__(s): return 5
    def __aexit__(s, *a): return 5
async def f(x):
    async for y in x: pass
async def w(x):
    async with x: pass
for x in (5, [1], NoAnext(), BadAnext()): run(f(x))
for x in (5, Sync(), HalfAsync(), NonAwait()): run(w(x))
for fn in (lambda: aiter(5), lambda: anext(5), lambda: aiter(NoAnext())):
    try: print(fn())
    except TypeError as e: print(e)
