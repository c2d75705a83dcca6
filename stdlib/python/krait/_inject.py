"""The injector: what does a function leave behind when it is interrupted, at each instruction?"""

import gc
from collections import namedtuple

import _krait

__all__ = ["inject", "Injected", "Finding", "Report"]

Finding = namedtuple("Finding", "at where problem")
Finding.__doc__ = "at: number of the instruction or allocation, where: its place in the source."


class Injected(BaseException):
    """What inject(kind="async") raises, unless it is given another exception."""


class Report:
    """What inject() found.

    kind, runs, findings; instructions: of a run that nothing interrupts; fired: how many runs
    were interrupted.
    """

    def __init__(self, kind):
        self.kind = kind
        self.runs = self.fired = self.instructions = 0
        self.findings = []

    def __repr__(self):
        return (f"<inject {self.kind}: {self.runs} runs, {self.fired} interrupted, "
                f"{len(self.findings)} findings>")

    def __str__(self):
        lines = [repr(self)[1:-1]]
        lines += [f"  at {f.at}, {f.where}: {f.problem}" for f in self.findings]
        return "\n".join(lines)


def inject(function, *, kind="signal", exception=None, guarded=True, check=None, leaks=True,
           first=1, limit=None):
    """Calls a function again and again, interrupting it at the n-th instruction, for every n
    until it runs to its end undisturbed.

    kind "signal": SIGINT arrives (KeyboardInterrupt, unless there is another handler);
    "async": another thread raises `exception` in this one (Injected, unless given);
    "memory": the n-th allocation fails (MemoryError); "cancel": function is a coroutine
    function, run as a task of asyncio that is cancelled at the n-th instruction.
    An exception that arrives at an instruction is raised before it, or before the first one
    after it where nothing is protected by the with-guarantee. guarded=False switches that off.

    Reported is each n at which a context was entered and its exit not called, or (of an exit
    written in Python) not completed, an object leaked, or check() gave something true: what is
    wrong. first, limit: the range of n.
    """
    if kind not in ("signal", "async", "memory", "cancel"):
        raise ValueError(f"no kind of injection: {kind!r}")
    if exception is None:
        exception = Injected
    return _Injector(function, kind, exception, guarded, check, leaks).run(first, limit)


class _Injector:

    def __init__(self, function, kind, exception, guarded, check, leaks):
        self.function, self.kind, self.exception = function, kind, exception
        self.guarded, self.check, self.leaks = guarded, check, leaks
        self.report = Report(kind)
        self.given = None
        self.native_kind = kind
        if kind == "cancel":
            import asyncio
            self.native_kind = "call"
            self.runner = asyncio.Runner()
            self.task = None
            self.function = self._run_task
            self.coroutine_function = function
            self.given = self._cancel

    def run(self, first, limit):
        report = self.report
        try:
            for _ in range(2):  # fills caches
                self._once(0)
            usual = self._problems(self._once(0))
            n = first
            while limit is None or n < first + limit:
                fired = self._try(n, usual)
                report.runs += 1
                if not fired:
                    break
                report.fired += 1
                n += 1
        finally:
            if self.kind == "cancel":
                self.runner.close()
        return report

    def _try(self, n, usual):
        before = _krait._live_cells()
        outcome = self._once(n)
        fired, where = outcome[2], outcome[3]
        problems = [problem for problem in self._problems(outcome) if problem not in usual]
        outcome = None
        if self.leaks and not problems and _krait._live_cells() > before and self._leaks(n):
            problems.append("objects leaked")
        for problem in problems:
            self.report.findings.append(Finding(n, where, problem))
        return fired

    def _leaks(self, n):
        """Whether every run leaves objects behind, not the first alone."""
        grown = []
        for _ in range(3):
            gc.collect()
            before = _krait._live_cells()
            self._once(n)
            gc.collect()
            grown.append(_krait._live_cells() - before)
        return min(grown) > 0

    def _once(self, n):
        given = self.given
        if self.kind == "async":
            given = self.exception
            if isinstance(given, type):
                given = given()
        _krait._start_contexts()
        outcome = _krait._inject(self.function, self.native_kind, n or 1 << 62, given,
                                 self.guarded)
        rows = _krait._context_rows()
        _krait._stop_contexts()
        if not n:
            self.report.instructions = outcome[4]
        return outcome + rows

    def _problems(self, outcome):
        problems = []
        sites, open = outcome[6:]
        for site in sites:
            place = f"{site[0]}:{site[1]} in {site[2]}"
            interrupted, lost = site[8:]
            if lost:
                problems.append(f"the context of {place} was entered and never left")
            if interrupted:
                problems.append(f"the exit of {place} was interrupted")
        for file, line, name, manager, why, exiting in open:
            problems.append(f"the context of {file}:{line} in {name} is still open: {why}")
        if self.check is not None:
            problem = self.check()
            if problem:
                problems.append(str(problem))
        return problems

    def _cancel(self):
        task = self.task
        if task is not None and not task.done():
            task.cancel()

    def _run_task(self):
        return self.runner.run(self._main())

    async def _main(self):
        import asyncio
        self.task = asyncio.ensure_future(self.coroutine_function())
        try:
            await asyncio.wait([self.task])
            if not self.task.cancelled():
                self.task.exception()
        finally:
            self.task = None
