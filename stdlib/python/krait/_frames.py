"""The frame census: what is suspended, where, what it holds and what it waits for.

A census holds the frames it lists, and so all that they hold: let go of it soon.
"""

import gc
import io
import sys
from collections import namedtuple

import _krait

__all__ = ["Frame", "Context", "frames", "awaited_by", "print_awaits", "print_awaits_on_signal"]

Context = namedtuple("Context", "manager line is_async")
Context.__doc__ = "A with-block that a suspended frame is in."

_kinds = {"generator": "generator", "coroutine": "coroutine", "async_generator": "async generator"}
# Objects between a frame and what it waits for, by the names of their types.
_between = {"coroutine_wrapper", "FutureIter", "async_generator_asend", "async_generator_athrow",
            "anext_awaitable"}


class Frame:
    """A suspended frame, as it was at the census.

    object     the generator, coroutine or async generator, which is its frame
    kind       "generator", "coroutine" or "async generator"
    begun      whether it has run up to a yield or await; else it is at its head
    name, file, line
    locals     a dict, free variables included
    awaits     what it delegates to or awaits: a frame's object, a future, an iterator; or None
    contexts   the with-blocks it is in, outermost first
    files      open files and sockets that it holds
    """

    __slots__ = ("object", "kind", "begun", "name", "file", "line", "locals", "awaits",
                 "contexts", "files")

    def __init__(self, row):
        (self.object, self.begun, self.name, self.file, self.line, self.locals, awaits, contexts,
         held) = row
        self.kind = _kinds[type(self.object).__name__]
        self.awaits = _behind(awaits)
        self.contexts = [Context(*context) for context in contexts]
        held += [context.manager for context in self.contexts]
        held += self.locals.values()
        self.files = []
        for value in held:
            if _is_open_file(value) and not any(value is known for known in self.files):
                self.files.append(value)

    @property
    def chain(self):
        """What it waits for, then what that waits for, and so on."""
        chain, at = [], self.awaits
        while at is not None and not any(at is known for known in chain):
            chain.append(at)
            at = _awaited(at)
        return chain

    def __repr__(self):
        state = "suspended" if self.begun else "new"
        return f"<{state} {self.kind} {self.name} at {self.file}:{self.line}>"


def _is_open_file(value):
    if isinstance(value, io.IOBase):
        try:
            return not value.closed and value.fileno() >= 0
        except (OSError, ValueError, AttributeError):
            return False  # one that lives in memory
    module = sys.modules.get("_socket")
    return module is not None and isinstance(value, module.socket) and value.fileno() >= 0


def _behind(value):
    """The frame or future behind an awaitable of C++, or the value itself."""
    seen = 0
    while type(value).__name__ in _between and seen < 10:
        seen += 1
        for other in gc.get_referents(value):
            if type(other).__name__ in _kinds or hasattr(other, "_asyncio_future_blocking"):
                value = other
                break
            if type(other).__name__ in _between:
                value = other
                break
        else:
            break
    return value


def _awaited(value):
    """What a frame's object or a task waits for; None: nothing that is known."""
    for name in "cr_await", "gi_yieldfrom", "ag_await":
        awaits = getattr(value, name, None)
        if awaits is not None:
            return _behind(awaits)
    if hasattr(value, "get_coro"):
        return value.get_coro()
    return None


def frames():
    """Every suspended frame that is alive, in no particular order."""
    return [Frame(row) for row in _krait._suspended()]


# --- the graph of who waits for whom ------------------------------------------------------------

def _tasks():
    tasks = sys.modules.get("asyncio.tasks")
    if tasks is None:
        return []
    found = sys.modules["_asyncio"]._native_tasks()
    known = {id(task) for task in found}
    for other in list(tasks._eager_tasks) + list(tasks._scheduled_tasks):
        if id(other) not in known and not other.done():
            found.append(other)
    return sorted(found, key=_task_order)


def _task_order(task):
    name = task.get_name()
    head, _, number = name.rpartition("-")
    return (head, int(number), name) if number.isdecimal() else (name, 0, name)


def _children(future):
    """The futures that a gathering future waits for."""
    return [child for child in getattr(future, "_children", ()) if not child.done()]


def awaited_by():
    """A dict: id of an object that is waited for -> the Frames and tasks that wait for it."""
    table = {}
    for frame in frames():
        if frame.awaits is not None:
            table.setdefault(id(frame.awaits), []).append(frame)
    for task in _tasks():
        table.setdefault(id(task.get_coro()), []).append(task)
    return table


class _Tree:
    def __init__(self, census):
        self.by_object = {id(frame.object): frame for frame in census}
        self.shown = set()
        self.lines = []

    def place(self, frame):
        text = f"{frame.name} at {frame.file}:{frame.line}"
        if frame.kind != "coroutine":
            text = f"{frame.kind} {text}"
        if not frame.begun:
            text += ", not begun"
        for context in frame.contexts:
            word = "async with" if context.is_async else "with"
            text += f", in {word} {_short(context.manager)} (line {context.line})"
        for file in frame.files:
            text += f", holds {_short(file)}"
        return text

    def label(self, value):
        frame = self.by_object.get(id(value))
        if frame is not None:
            return self.place(frame)
        if hasattr(value, "get_coro"):
            return f"task {value.get_name()}" + (", running" if _is_running(value) else "")
        return _short(value)

    def below(self, value):
        frame = self.by_object.get(id(value))
        if frame is not None:
            return [] if frame.awaits is None else [frame.awaits]
        if hasattr(value, "get_coro"):
            coro = value.get_coro()
            return [coro] if id(coro) in self.by_object else []
        return _children(value)

    def add(self, value, indent=""):
        # A stack of our own: chains of awaits can be deeper than the recursion limit.
        waiting = [(value, indent, indent)]
        while waiting:
            value, head, indent = waiting.pop()
            again = id(value) in self.shown and (id(value) in self.by_object
                                                 or hasattr(value, "get_coro"))
            self.lines.append(head + self.label(value) + (" (see above)" if again else ""))
            if again:
                continue
            self.shown.add(id(value))
            children = self.below(value)
            for i, child in reversed(list(enumerate(children))):
                last = i == len(children) - 1
                waiting.append((child, indent + ("└─ " if last else "├─ "),
                                indent + ("   " if last else "│  ")))


def _is_running(task):
    coro = task.get_coro()
    return bool(getattr(coro, "cr_running", False))


def _short(value):
    text = object.__repr__(value) if isinstance(value, io.IOBase) else repr(value)
    if isinstance(value, io.IOBase):
        text = f"{type(value).__name__} {getattr(value, 'name', '?')!r}"
    return text if len(text) <= 100 else text[:97] + "..."


def _roots(values, waited_for):
    return [value for value in values if id(value) not in waited_for]


def print_awaits(file=None):
    """Prints the tasks and suspended frames as a tree: below each what it waits for.

    file: sys.stderr unless given.
    """
    census = frames()
    tree = _Tree(census)
    tasks = _tasks()
    waited_for = {id(frame.awaits) for frame in census if frame.awaits is not None}
    for frame in census:
        waited_for.update(id(child) for child in _children(frame.awaits))
    tree.lines.append(f"{len(tasks)} tasks, {len(census)} suspended frames")
    for task in _roots(tasks, waited_for) + tasks:
        if id(task) not in tree.shown:
            tree.add(task)
    objects = [frame.object for frame in census]
    for value in _roots(objects, waited_for) + objects:
        if id(value) not in tree.shown:
            tree.add(value)
    print("\n".join(tree.lines), file=sys.stderr if file is None else file, flush=True)


def print_awaits_on_signal(number=None):
    """Lets a signal, SIGQUIT unless given, print the tree; the program goes on."""
    import signal
    signal.signal(signal.SIGQUIT if number is None else number, lambda *_: print_awaits())
