"""Context managers: the protocol, and the ways out of a with-block.

The second experiment is a matrix: each way of leaving a with-block in a process of its own, and how
often `__exit__` ran. "Guaranteed" is held against all of it.
"""
import os
import signal
import subprocess
import sys

import claim


class Logged:
    def __init__(self):
        self.log = []

    def __enter__(self):
        self.log.append("enter")

    def __exit__(self, *_):
        self.log.append("exit")


@claim.experiment("34", "The with statement relies on `__enter__` and `__exit__`.", section=4)
def the_protocol(x):
    manager = Logged()
    manager.__enter__ = manager.__exit__ = lambda *_: manager.log.append("instance")
    with manager:
        manager.log.append("block")
    on_the_type = manager.log == ["enter", "block", "exit"]
    x.measure("order", ", ".join(manager.log))

    class HalfDone:
        entered = False

        def __enter__(self):
            HalfDone.entered = True
    try:
        with HalfDone():
            pass
        error = None
    except TypeError as raised:
        error = raised
    x.measure("without __exit__", f"{type(error).__name__}, entered: {HalfDone.entered}")
    x.criterion("found on the type, not on the instance", on_the_type)
    checked = x.criterion("a missing __exit__ is an error before __enter__ runs",
                          error is not None and not HalfDone.entered)
    x.verdict("right" if on_the_type and checked else "imprecise",
              "both are looked up on the type, before entering", "enter, block, exit")


PRELUDE = """
import os, sys, signal, threading, time, gc, asyncio
log = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

class Manager:
    def __enter__(self):
        os.write(log, b'+')
        return self
    def __exit__(self, kind, value, trace):
        os.write(log, b'-')

def suspended():
    with Manager():
        yield 1
"""

# Name, program, exits expected of one enter, whether the way out is one that Python code sees.
WAYS = [
    ("end of the block", "with Manager(): pass", 1, True),
    ("exception", "with Manager(): 1/0", 1, True),
    ("return", "def f():\n    with Manager(): return 1\nf()", 1, True),
    ("break", "for i in range(3):\n    with Manager(): break", 1, True),
    ("continue", "for i in range(1):\n    with Manager(): continue", 1, True),
    ("sys.exit", "with Manager(): sys.exit(3)", 1, True),
    ("KeyboardInterrupt", "with Manager():\n    os.kill(os.getpid(), signal.SIGINT)\n"
     "    time.sleep(5)", 1, True),
    ("exception in a thread", "def f():\n    with Manager(): 1/0\n"
     "t = threading.Thread(target=f); t.start(); t.join()", 1, True),
    ("recursion overflow", "def f():\n    with Manager(): f()\nf()", "all", True),
    ("task cancelled by the end of asyncio.run", """
async def other():
    with Manager(): await asyncio.sleep(60)
async def main():
    asyncio.ensure_future(other())
    await asyncio.sleep(0)
    raise ValueError
asyncio.run(main())""", 1, True),
    ("raising signal handler", "def handler(*_): raise ValueError\n"
     "signal.signal(signal.SIGUSR1, handler)\nwith Manager():\n"
     "    os.kill(os.getpid(), signal.SIGUSR1)\n    time.sleep(5)", 1, True),
    ("generator dropped", "g = suspended(); next(g); del g", 1, True),
    ("generator in a global at exit", "g = suspended(); next(g)", 1, True),
    ("generator in a cycle, gc off", "gc.disable()\ng = suspended(); next(g)\nc = [g]; "
                                     "c.append(c)\n"
     "del g, c", 1, True),
    ("task pending, loop stopped", """
async def other():
    with Manager(): await asyncio.sleep(60)
loop = asyncio.new_event_loop()
task = loop.create_task(other())
loop.call_later(0.01, loop.stop)
loop.run_forever()""", 1, True),
    ("fork, the child falls through", "with Manager():\n    pid = os.fork()\n"
     "if pid: os.waitpid(pid, 0)", 2, True),
    ("os._exit", "with Manager(): os._exit(0)", 0, False),
    ("os.execv", "with Manager(): os.execv('/bin/true', ['true'])", 0, False),
    ("SIGKILL", "with Manager(): os.kill(os.getpid(), signal.SIGKILL)", 0, False),
    ("SIGTERM, default action", "with Manager():\n    os.kill(os.getpid(), signal.SIGTERM)\n"
     "    time.sleep(5)", 0, False),
    ("os.abort", "import resource\nresource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
     "with Manager(): os.abort()", 0, False),
    ("daemon thread blocked at exit", "def f():\n    with Manager(): time.sleep(60)\n"
     "threading.Thread(target=f, daemon=True).start()\ntime.sleep(0.1)", 0, False),
    ("__enter__ raises", "class M(Manager):\n    def __enter__(self):\n        "
                         "super().__enter__()\n"
     "        raise ValueError\nwith M(): pass", 0, False),
    ("generator that swallows GeneratorExit", """
def stubborn():
    with Manager():
        while True:
            try: yield 1
            except GeneratorExit: pass
g = stubborn(); next(g); del g
os._exit(0)""", 0, False),
]


def way_out(program, path):
    """How often a manager was entered and left."""
    if os.path.exists(path):
        os.remove(path)
    subprocess.run([sys.executable, "-c", PRELUDE + program, path], timeout=60,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(path) as file:
        text = file.read()
    return text.count("+"), text.count("-")


@claim.experiment("35", "`__exit__` is guaranteed to run even if an exception occurs.", section=4)
def the_exit_matrix(x):
    import tempfile
    path = os.path.join(tempfile.gettempdir(), f"claims-{os.getpid()}.exits")
    cells, seen, unseen, surprises = [], [], [], []
    for name, program, expected, in_python in WAYS:
        entered, exits = way_out(program, path)
        if expected == "all":
            # The frame in which the stack ends may not have room for its own exit.
            right = entered > 100 and exits >= entered - 2
            good, shown = right, f"{exits} of {entered}"
        else:
            right, good, shown = exits == expected, exits >= entered, str(exits)
        x.measure(f"exits, {name}", shown)
        cells.append([name, shown, "ran" if good else "not"])
        (seen if in_python else unseen).append(good)
        if not right:
            surprises.append(name)
    os.remove(path)
    x.plot("matrix", "Ways out of a with-block: did __exit__ run?", cells=cells)
    x.criterion("each way out does as recorded: " + (", ".join(surprises) or "all"), not surprises)
    x.criterion("every way out that the interpreter goes through runs it", all(seen))
    ran, missed = sum(seen) + sum(unseen), len(unseen) - sum(unseen)
    if not all(seen):
        x.verdict("wrong", "an exception leaves without it", f"{ran} of {len(WAYS)}")
    elif missed:
        x.verdict("mixed", "right for exceptions; not a guarantee: a process or a thread can end, "
                           "or "
                  "a frame be kept, without it", f"{ran} of {len(WAYS)} ways out run it")
    else:
        x.verdict("right", "no way out is without it", f"{ran} of {len(WAYS)}")


if __name__ == "__main__":
    claim.run()
