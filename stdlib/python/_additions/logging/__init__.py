"""logging of 3.12 and 3.13: handlers by name, task names, filters that replace the record."""
from _extend import _extend

_startTime = time.time_ns()
logAsyncioTasks = True


def getHandlerByName(name):
    """Get a handler with the specified *name*, or None if there isn't one with that name."""
    return _handlers.get(name)


def getHandlerNames():
    """Return all known handler names as an immutable set."""
    return frozenset(_handlers)


_record_init = LogRecord.__init__


@_extend(LogRecord)
class LogRecord:
    def __init__(self, name, level, pathname, lineno,
                 msg, args, exc_info, func=None, sinfo=None, **kwargs):
        """Initialize a logging record with interesting information."""
        ns = time.time_ns()
        _record_init(self, name, level, pathname, lineno, msg, args, exc_info, func, sinfo)
        self.created = ns / 1_000_000_000
        self.msecs = ns % 1_000_000_000 // 1_000_000 + 0.0
        if self.msecs == 999.0 and int(self.created) != ns // 1_000_000_000:
            self.msecs = 0.0  # the float rounded up to the next second
        self.relativeCreated = (ns - _startTime) / 1_000_000
        self.taskName = None
        if logAsyncioTasks:
            asyncio = sys.modules.get('asyncio')
            if asyncio:
                try:
                    self.taskName = asyncio.current_task().get_name()
                except Exception:
                    pass


@_extend(Filterer)
class Filterer:
    def filter(self, record):
        """The record if all the filters let it pass, what a filter gave in its place, or false."""
        for f in self.filters:
            result = f.filter(record) if hasattr(f, 'filter') else f(record)
            if not result:
                return False
            if isinstance(result, LogRecord):
                record = result
        return record


@_extend(Handler)
class Handler:
    def handle(self, record):
        """Emit the record, or what the filters gave in its place, unless they reject it."""
        passed = self.filter(record)
        if isinstance(passed, LogRecord):
            record = passed
        if passed:
            with self.lock:
                self.emit(record)
        return passed


@_extend(Logger)
class Logger:
    def handle(self, record):
        """Call the handlers with the record, unless the logger is disabled or filters it."""
        if self.disabled:
            return
        passed = self.filter(record)
        if not passed:
            return
        self.callHandlers(passed if isinstance(passed, LogRecord) else record)

    def getChildren(self):
        """The loggers right below this one."""
        def depth(logger):
            return 0 if logger is logger.manager.root else 1 + logger.name.count('.')

        with _lock:
            return {item for item in self.manager.loggerDict.values()
                    if isinstance(item, Logger) and item.parent is self
                    and depth(item) == 1 + depth(item.parent)}


@_extend(LoggerAdapter)
class LoggerAdapter:
    def __init__(self, logger, extra=None, merge_extra=False):
        """Wrap a logger; `extra` is added to its records, to a call's own extra if merge_extra."""
        self.logger = logger
        self.extra = extra
        self.merge_extra = merge_extra

    def process(self, msg, kwargs):
        """The message and keyword arguments for the logger, with the contextual information."""
        if self.merge_extra and 'extra' in kwargs:
            kwargs['extra'] = {**self.extra, **kwargs['extra']}
        else:
            kwargs['extra'] = self.extra
        return msg, kwargs

    @property
    def name(self):
        return self.logger.name

    def _log(self, level, msg, args, **kwargs):
        """Low-level log implementation, through adapters that are nested."""
        return self.logger._log(level, msg, args, **kwargs)


__all__ += ['getHandlerByName', 'getHandlerNames']

_shutdown_all = shutdown


def shutdown(handlerList=_handlerList):
    """Flush and close all handlers in order, at exit; but for those that flush only when full."""
    for reference in reversed(handlerList[:]):
        handler = reference()
        if handler is not None and not getattr(handler, 'flushOnClose', True):
            try:
                handler.acquire()
                handler.close()
            except (OSError, ValueError):
                pass
            finally:
                handler.release()
    _shutdown_all(handlerList)


atexit.unregister(_shutdown_all)
atexit.register(shutdown)
