"""logging of 3.12: handlers by name, children of a logger."""


def getHandlerByName(name):
    """Get a handler with the specified *name*, or None if there isn't one with that name."""
    return _handlers.get(name)


def getHandlerNames():
    """Return all known handler names as an immutable set."""
    return frozenset(_handlers)


def _logger_get_children(self):
    """The loggers right below this one."""
    def depth(logger):
        return 0 if logger is logger.manager.root else 1 + logger.name.count('.')

    with _lock:
        return {item for item in self.manager.loggerDict.values()
                if isinstance(item, Logger) and item.parent is self
                and depth(item) == 1 + depth(item.parent)}


_logger_get_children.__name__ = 'getChildren'
_logger_get_children.__qualname__ = 'Logger.getChildren'
Logger.getChildren = _logger_get_children
del _logger_get_children
__all__ += ['getHandlerByName', 'getHandlerNames']
