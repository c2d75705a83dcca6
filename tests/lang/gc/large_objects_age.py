# Objects too large for the heap's pages survive a young collection and die before the next one; the
# collector must not look at them then. (An AddressSanitizer build sees it when it does.)
import gc

gc.disable()


def large(n=300):
    return tuple([[] for _ in range(n)])


def wide():
    # A generator with hundreds of registers.
    names = ", ".join(f"a{i}" for i in range(300))
    scope = {}
    exec(f"def f():\n    {names} = range(300)\n    yield a299\n    yield a0", scope)
    return scope["f"]()


for collect in (1, 2):
    for _ in range(20):
        kept = [large(), wide(), large()]
        next(kept[1])
        gc.collect(0)
        kept.clear()
        fresh = [large() for _ in range(3)]
        gc.collect(collect)
        print(len(fresh[0]), end=" ")
        cycle = [large()]
        cycle.append(cycle)
        gc.collect(0)
        del cycle
        fresh.clear()
        gc.collect(1)
print(gc.collect() >= 0)
