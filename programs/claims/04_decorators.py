"""Decorators: what they return, what a wrapper costs, and what the document's `retry` does.

`retry` stands below as it is in the document.
"""
import functools
import sys
import traceback

import claim

if claim.KRAIT:
    import krait


def retry(func):
    def wrapper(*args, **kwargs):  # Closure capturing 'func'
        try:
            return func(*args, **kwargs)
        except:
            return func(*args, **kwargs)
    return wrapper


def retry_exceptions(func):
    """The same, for what a program may want to try again."""
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        try:
            return func(*args, **kwargs)
        except Exception:
            return func(*args, **kwargs)
    return wrapper


def positional(func):
    @functools.wraps(func)
    def wrapper(value):
        return func(value)
    return wrapper


def starred(func):
    def wrapper(*args, **kwargs):
        return func(*args, **kwargs)
    return wrapper


registered = []


def register(func):
    registered.append(func)
    return func


class Counted:
    def __init__(self, func):
        self.func, self.calls = func, 0

    def __call__(self, value):
        self.calls += 1
        return self.func(value)


def plain(value):
    return value


@claim.experiment("26", "A decorator is a higher-order function that returns a closure.", section=3)
def what_decorators_return(x):
    def kind(decorator):
        made = decorator(plain)
        if made is plain:
            return "the function itself"
        if getattr(made, "__closure__", None):
            return "a closure"
        if isinstance(made, type):
            return "a class"
        if hasattr(type(made), "__get__") and not callable(made):
            return "a descriptor"
        ours = type(made).__module__ == __name__
        return "an object with __call__" if ours else "a native object"
    decorators = [("retry", retry), ("register", register), ("Counted", Counted),
                  ("property", property), ("functools.lru_cache", functools.lru_cache),
                  ("dataclass-like", lambda f: type(f.__name__, (), {}))]
    kinds = [x.measure(name, kind(decorator)) for name, decorator in decorators]
    different = x.measure("kinds among six decorators", len(set(kinds)))
    if x.criterion("at least four kinds", different >= 4):
        x.verdict("imprecise", "any callable is one; it may return the function itself, a class, a "
                  "descriptor, a native object", f"{different} kinds, closures are one")
    else:
        x.verdict("right", "closures", different)


EXIT = """
import sys
sys.path[:0] = [sys.argv[1]]
decorators = __import__('04_decorators')

def leave():
    print('leaving', flush=True)
    sys.exit(3)

try:
    getattr(decorators, sys.argv[2])(leave)()
except SystemExit as error:
    sys.exit(error.code)
"""

SWALLOW = """
import sys
sys.path[:0] = [sys.argv[1]]
decorators = __import__('04_decorators')
tries = []

def stop_once():
    tries.append(1)
    if len(tries) == 1:
        raise {first}
    return 'went on'

print(getattr(decorators, sys.argv[2])(stop_once)())
"""


@claim.experiment("27", "(code) `retry` with a bare `except:`.", section=3)
def retry_as_it_stands(x):
    folder = claim.__file__.rpartition("/")[0]
    swallowed = {}
    for name in ("retry", "retry_exceptions"):
        swallowed[name] = 0
        for first in ("SystemExit(3)", "KeyboardInterrupt"):
            done = claim.run_python(SWALLOW.format(first=first), folder, name)
            survived = "went on" in done.stdout
            swallowed[name] += survived
            what = "goes on" if survived else f"ends with {done.returncode}"
            x.measure(f"{name}, {first} in the first try", what)
        said = claim.run_python(EXIT, folder, name).stdout.count("leaving")
        x.measure(f"{name}, sys.exit(3) in every try: how often its side effect ran", said)
    charges = []

    @retry
    def charge_then_fail():
        charges.append(1)
        if len(charges) == 1:
            raise ConnectionError("the answer was lost")
    charge_then_fail()
    x.measure("side effects of one call whose answer is lost", len(charges))
    calls, tried = [], []
    for depth in (1, 2, 4, 8):
        calls.clear()

        def fail():
            calls.append(1)
            raise ValueError
        for _ in range(depth):
            fail = retry(fail)
        try:
            fail()
        except ValueError:
            tried.append((depth, len(calls)))
    for depth, count in tried:
        x.measure(f"calls of the function under {depth} nested retries", count)
    x.plot("lines", "Calls of a failing function under nested retries", x="retries", y="calls",
           log=True, series=[["calls", [list(p) for p in tried]]])
    x.criterion("`except Exception` lets SystemExit and KeyboardInterrupt through",
                swallowed["retry_exceptions"] == 0)
    doubles = x.criterion("2^n calls under n retries", all(c == 2 ** d for d, c in tried))
    if x.criterion("the bare `except:` swallows them", swallowed["retry"] == 2) and doubles:
        x.verdict("wrong", "it swallows sys.exit and Ctrl-C, repeats side effects, and doubles the "
                  "calls with each level", f"2 of 2 exits swallowed, {len(charges)} charges for "
                                           f"one, "
                  f"{tried[-1][1]} calls under {tried[-1][0]}")
    else:
        x.verdict("right", "it lets exits through")


def calls_in(function):
    """Calls of Python functions and others, in one call of `function`: by the profile's events."""
    seen = []

    def profile(frame, event, argument):
        if event == "call" and frame.f_code.co_filename == plain.__code__.co_filename:
            seen.append(frame.f_code.co_name)
    function(1)
    sys.setprofile(profile)
    function(1)
    sys.setprofile(None)
    return len(seen)


def loop(function, count=200):
    for _ in range(count):
        function(1)


@claim.experiment("28", "Every decorated function adds a function call.", section=3)
def frames_for_each_call(x):
    kinds = {"not decorated": plain, "register": register(plain),
             "functools.lru_cache, a hit": functools.lru_cache(plain),
             "positional wrapper": positional(plain), "starred wrapper": starred(plain),
             "two starred wrappers": starred(starred(plain))}
    counts = {}
    for name, function in kinds.items():
        counts[name] = x.measure(f"frames of one call, {name}", calls_in(function))
    bars = [[name, count] for name, count in counts.items()]
    x.plot("bars", "Python frames of one call, by kind of decorator", unit="frames", bars=bars)
    x.criterion("each wrapper adds one", counts["starred wrapper"] == 2
                and counts["two starred wrappers"] == 3 and counts["positional wrapper"] == 2)
    if x.criterion("registration adds none, a cache hit removes one",
                   counts["register"] == 1 and counts["functools.lru_cache, a hit"] == 0):
        x.verdict("imprecise", "one for each wrapper; none where the function itself or a native "
                  "object is returned", "0, 1, 2 or 3 frames a call")
    else:
        x.verdict("right", "each adds a call")


@claim.experiment("29", "A standard Python function call costs about 100 ns.", section=3)
def cost_of_a_call(x):
    kinds = {"plain call": plain, "through a positional wrapper": positional(plain),
             "through a starred wrapper": starred(plain)}
    costs = {name: x.measure(name, claim.cost_ns(function, 1), "ns")
             for name, function in kinds.items()}
    x.plot("bars", "Cost of a call by kind of wrapper", unit="ns",
           bars=[[name, cost] for name, cost in costs.items()])
    base, star = costs["plain call"], costs["through a starred wrapper"]
    times = x.measure("starred to plain", star / base, "times")
    if claim.KRAIT:
        counts = {}
        for name, function in kinds.items():
            for _ in range(3):
                loop(function)
            counts[name] = krait.count(loop, function)["instructions"] / 200
            x.measure(f"instructions, {name}", counts[name], "with those of the loop")
        x.criterion("a wrapper executes instructions of its own, a starred one more",
                    counts["plain call"] < counts["through a positional wrapper"]
                    < counts["through a starred wrapper"])
    if x.criterion("a starred wrapper costs at least twice a plain call", times >= 2):
        x.verdict("dated" if base < 70 else "right",
                  "a plain call is well below; the figure fits a wrapper with *args and **kwargs",
                  f"plain {base:.0f} ns, starred {star:.0f} ns")
    else:
        x.verdict("wrong", "wrappers cost as much as calls", f"{times:.1f} times")


def nested(depth):
    function = plain
    for _ in range(depth):
        function = positional(function)
    return function


def deepest(limit):
    """The number of wrappers that fit under the recursion limit, found by halving."""
    def fits(depth):
        try:
            nested(depth)(1)
            return True
        except RecursionError:
            return False
    low, high = 1, 2 * limit
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def frames_here():
    depth, frame = 0, sys._getframe(1)
    while frame:
        depth, frame = depth + 1, frame.f_back
    return depth


@claim.experiment("30", "Deeply nested decorators can hit the recursion limit.", section=3)
def recursion_limit(x):
    before = sys.getrecursionlimit()
    found = []
    for limit in (300, 600):
        sys.setrecursionlimit(limit)
        found.append(deepest(limit))
        x.measure(f"wrappers that fit under a limit of {limit}", found[-1])
    sys.setrecursionlimit(before)
    base = x.measure("frames below this experiment", frames_here())
    if x.criterion("one frame for each wrapper: 300 more fit under 300 more, and base frames are "
                   "taken off", found[1] - found[0] == 300 and 0 <= 300 - base - found[0] <= 4):
        x.verdict("right", "each wrapper takes a frame of the limit",
                  f"RecursionError at {found[0] + 1} wrappers under a limit of 300")
    else:
        x.verdict("wrong", "wrappers do not count", found)


@claim.experiment("31", "Deeply nested decorators make stack traces unreadable.", section=3)
def frames_of_a_traceback(x):
    def fail(value):
        raise ValueError(value)
    depth, function = 12, fail
    for _ in range(depth):
        function = starred(function)
    try:
        function(1)
    except ValueError as error:
        names = [entry.name for entry in traceback.extract_tb(error.__traceback__)][1:]
    wrappers = names.count("wrapper")
    x.measure("entries of the traceback", len(names), f"({wrappers} of them 'wrapper')")
    x.criterion("one for each wrapper and one for the function", len(names) == depth + 1)
    x.verdict("opinion", "one entry for each wrapper, all with the same name",
              f"{names.count('wrapper')} of {len(names)} entries are 'wrapper'")


@claim.experiment("32", "`functools.wraps` copies metadata (`__name__`, `__doc__`).", section=3)
def what_wraps_copies(x):
    def original(value: int) -> int:
        """Its documentation."""
        return value
    original.tag = "kept"

    @functools.wraps(original)
    def wrapper(*args):
        return original(*args)
    names = ("__name__", "__doc__", "__module__", "__qualname__", "__annotations__")
    copied = [n for n in names if getattr(wrapper, n) == getattr(original, n)]
    more = wrapper.__dict__.get("tag") == "kept" and wrapper.__wrapped__ is original
    x.measure("attributes copied", ", ".join(copied))
    x.measure("__dict__ and __wrapped__ too", more)
    x.criterion("name and documentation are", {"__name__", "__doc__"} <= set(copied))
    x.verdict("right" if {"__name__", "__doc__"} <= set(copied) else "wrong",
              "and module, qualified name, annotations, __dict__ and __wrapped__",
              f"{len(copied) + 2 * more} of 7")


@claim.experiment("33", "Without wraps, monitoring tools cannot identify functions.", section=3)
def what_tools_see(x):
    def handler():
        raise ValueError
    wrapped = retry_exceptions(handler)
    bare = retry(handler)
    try:
        wrapped()
    except ValueError as error:
        seen = error.__traceback__.tb_next.tb_frame.f_code.co_name
    events = []

    def profile(frame, event, argument):
        if event == "call":
            events.append(frame.f_code.co_name)
    sys.setprofile(profile)
    try:
        wrapped()
    except ValueError:
        pass
    sys.setprofile(None)
    x.measure("__name__ without wraps", bare.__name__)
    x.measure("__name__ with wraps", wrapped.__name__)
    x.measure("name in the traceback, with wraps", seen)
    x.measure("names that a profiler sees, with wraps", ", ".join(events[:2]))
    x.criterion("wraps gives the name to who asks the function",
                wrapped.__name__ == "handler" and bare.__name__ == "wrapper")
    if x.criterion("tracebacks and profilers still see `wrapper`",
                   seen == "wrapper" and events[:1] == ["wrapper"]):
        x.verdict("imprecise", "those that ask the function can; tracebacks and profilers see the "
                  "name in the code, which wraps does not change", "co_name stays 'wrapper'")
    else:
        x.verdict("right", "wraps gives them the name", seen)


if __name__ == "__main__":
    claim.run()
