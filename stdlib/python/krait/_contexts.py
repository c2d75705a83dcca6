"""The ledger of with-blocks for Python: krait.contexts()."""

from collections import namedtuple

import _krait

__all__ = ["Site", "Open", "Contexts", "contexts", "start_contexts", "stop_contexts",
           "mask_with"]

Site = namedtuple("Site", "file line function is_async entered called completed raised "
                          "interrupted lost")
Site.__doc__ = """A with-statement's counts.

called: its exit was called. completed: and it came back, with an exception if it is among the
raised; interrupted are those of them that are written in Python. lost: the block was left
without a call of the exit."""

Open = namedtuple("Open", "file line function manager why exiting")
Open.__doc__ = """A context that is open: the name of its manager's type, and why.

why: "running", "daemon thread" (one that isn't the caller's), "suspended frame", "suspended
frame in a cycle", or "frame is gone"."""


class Contexts:
    """What the ledger knows now: sites and open contexts."""

    def __init__(self, rows):
        sites, open = rows
        self.sites = [Site(*row) for row in sites]
        self.open = [Open(*row) for row in open]

    def __repr__(self):
        entered = sum(site.entered for site in self.sites)
        return f"<{len(self.sites)} with-statements, {entered} entered, {len(self.open)} open>"


def start_contexts():
    """Begins a new ledger, in all threads. What is open already is not in it."""
    _krait._start_contexts()


def stop_contexts():
    """Ends the ledger; what it knew at that moment."""
    rows = _krait._context_rows()
    _krait._stop_contexts()
    return None if rows is None else Contexts(rows)


def contexts():
    """What the ledger knows now."""
    rows = _krait._context_rows()
    if rows is None:
        raise RuntimeError("there is no ledger of with-blocks: start_contexts() first, or run "
                           "with --stats=with")
    return Contexts(rows)


def mask_with(what="exit"):
    """Which methods of with-statements signals and other threads' exceptions wait for.

    "exit": __exit__; "both": __enter__ too, which then cannot be interrupted while it blocks;
    "none": neither, as in CPython. Gives what it was.
    """
    if what not in ("none", "exit", "both"):
        raise ValueError(f"'none', 'exit' or 'both' expected, not {what!r}")
    exits, enters = _krait._mask(what != "none", what == "both")
    return "both" if enters else "exit" if exits else "none"
