# The line that holds an event loop is named while it still does.
import asyncio, krait, time, warnings
def helper():
    time.sleep(0.3)  # line 4
def spin():
    end = time.monotonic() + 0.3
    while time.monotonic() < end: pass  # line 7
done = False
seen = []
def callback(blocked):
    seen.append((blocked.line, blocked.function, done, [f for _, _, f in blocked.stack]))
async def main(block):
    global done
    with krait.watchdog(0.05, callback) as dog:
        await asyncio.sleep(0.1)
        done = False
        block()
        done = True
        for _ in range(50): await asyncio.sleep(0.002)
    return dog
for block in helper, spin:
    seen.clear()
    dog = asyncio.run(main(block))
    print(len(dog.records), dog.records[0].file == __file__, dog.records[0].seconds >= 0.05, seen)
# expect: 1 True True [(4, 'helper', False, ['helper', 'main'])]
# expect: 1 True True [(7, 'spin', False, ['spin', 'main'])]
async def warned():
    with krait.watchdog(0.05):
        helper()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    asyncio.run(warned())
print([(w.category.__name__, w.lineno) for w in caught])  # expect: [('LoopBlockedWarning', 4)]
