"""What Krait shows of itself, and what one can turn.

gil, threads            the GIL and who waits for whom (C++, module _krait)
count, counters, live   instructions of a call; objects and bytes of the heap (_krait)
frames, print_awaits    the suspended frames that are alive, and what they wait for
contexts                the ledger of with-blocks
masked, mask_with       sections that signals do not interrupt
inject                  interrupts a function at every instruction
watchdog                names the line that blocks an event loop

The parts in Python are loaded when they are first used.
"""

import _krait
from _krait import *

_parts = {
    "krait._frames": ("Frame", "Context", "frames", "awaited_by", "print_awaits",
                      "print_awaits_on_signal"),
    "krait._contexts": ("Site", "Open", "Contexts", "contexts", "start_contexts",
                        "stop_contexts", "mask_with"),
    "krait._watchdog": ("watchdog", "Blocked", "LoopBlockedWarning"),
    "krait._inject": ("inject", "Injected", "Finding", "Report"),
}
_part_of = {name: part for part, names in _parts.items() for name in names}

__all__ = [name for name in vars(_krait) if not name.startswith("_")] + list(_part_of)


def __getattr__(name):
    part = _part_of.get(name)
    if part is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib
    value = globals()[name] = getattr(importlib.import_module(part), name)
    return value


def __dir__():
    return sorted(set(globals()) | set(_part_of))
