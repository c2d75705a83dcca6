"""Warnings: filters, and how a warning is shown.

The native `_warnings` issues them at full speed and shares the list of filters with this module;
warn() and warn_explicit() below do the same in Python where it is missing. A filter is
(action, message pattern or None, category, module pattern or None, line or 0); the first that
matches decides. Imports of re, linecache and traceback are made when they are needed.
"""
import sys

__all__ = ["warn", "warn_explicit", "showwarning", "formatwarning", "filterwarnings",
           "simplefilter", "resetwarnings", "catch_warnings", "deprecated"]

_ACTIONS = ("error", "ignore", "always", "all", "default", "module", "once")


# Showing

class WarningMessage:
    """What is shown of one warning, and what catch_warnings(record=True) collects."""

    _WARNING_DETAILS = ("message", "category", "filename", "lineno", "file", "line", "source")

    def __init__(self, message, category, filename, lineno, file=None, line=None, source=None):
        self.message = message
        self.category = category
        self.filename = filename
        self.lineno = lineno
        self.file = file
        self.line = line
        self.source = source
        self._category_name = category.__name__ if category else None

    def __str__(self):
        return ("{message : %r, category : %r, filename : %r, lineno : %s, line : %r}"
                % (self.message, self._category_name, self.filename, self.lineno, self.line))


def showwarning(message, category, filename, lineno, file=None, line=None):
    """Write a warning to a file, standard error by default."""
    _showwarnmsg_impl(WarningMessage(message, category, filename, lineno, file, line))


def formatwarning(message, category, filename, lineno, line=None):
    """A warning as text."""
    return _formatwarnmsg_impl(WarningMessage(message, category, filename, lineno, None, line))


# Programs replace the two functions above; these tell whether they did.
_showwarning_orig = showwarning
_formatwarning_orig = formatwarning


def _showwarnmsg_impl(msg):
    file = msg.file
    if file is None:
        file = sys.stderr
        if file is None:
            return                        # nowhere to write to (pythonw)
    try:
        file.write(_formatwarnmsg(msg))
    except OSError:
        pass                              # the warning is lost


def _formatwarnmsg_impl(msg):
    parts = [f"{msg.filename}:{msg.lineno}: {msg.category.__name__}: {msg.message}\n"]
    line = msg.line
    # At exit these imports may fail.
    if line is None:
        try:
            import linecache
            line = linecache.getline(msg.filename, msg.lineno)
        except Exception:
            line = None
    if line:
        parts.append("  %s\n" % line.strip())
    if msg.source is not None:
        parts.append(_describe_source(msg))
    return ''.join(parts)


def _describe_source(msg):
    """Where the object a ResourceWarning is about was made, if tracemalloc knows."""
    try:
        import tracemalloc
    except ModuleNotFoundError:
        suggest_tracemalloc = True  # as CPython says whenever it is off
        trace = None
    except Exception:
        suggest_tracemalloc = False
        trace = None
    else:
        try:
            suggest_tracemalloc = not tracemalloc.is_tracing()
            trace = tracemalloc.get_object_traceback(msg.source)
        except Exception:
            suggest_tracemalloc = False
            trace = None
    if trace is not None:
        parts = ['Object allocated at (most recent call last):\n']
        for frame in trace:
            parts.append('  File "%s", lineno %s\n' % (frame.filename, frame.lineno))
            try:
                import linecache
                line = linecache.getline(frame.filename, frame.lineno)
            except Exception:
                line = None
            if line:
                parts.append('    %s\n' % line.strip())
        return ''.join(parts)
    if suggest_tracemalloc:
        return (f'{msg.category.__name__}: Enable tracemalloc to get the object '
                f'allocation traceback\n')
    return ''


def _showwarnmsg(msg):
    """Show through showwarning() if a program has replaced it."""
    try:
        show = showwarning
    except NameError:
        pass
    else:
        if show is not _showwarning_orig:
            if not callable(show):
                raise TypeError("warnings.showwarning() must be set to a function or method")
            show(msg.message, msg.category, msg.filename, msg.lineno, msg.file, msg.line)
            return
    _showwarnmsg_impl(msg)


def _formatwarnmsg(msg):
    """Format through formatwarning() if a program has replaced it."""
    try:
        form = formatwarning
    except NameError:
        pass
    else:
        if form is not _formatwarning_orig:
            return form(msg.message, msg.category, msg.filename, msg.lineno, msg.line)
    return _formatwarnmsg_impl(msg)


# Filters

def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    """Insert a filter before the others, or after them with append.

    message and module are regular expressions for the beginning of the text (case ignored) and
    for the module's name.
    """
    if action not in _ACTIONS:
        raise ValueError(f"invalid action: {action!r}")
    if not isinstance(message, str):
        raise TypeError("message must be a string")
    if not isinstance(category, type) or not issubclass(category, Warning):
        raise TypeError("category must be a Warning subclass")
    if not isinstance(module, str):
        raise TypeError("module must be a string")
    if not isinstance(lineno, int):
        raise TypeError("lineno must be an int")
    if lineno < 0:
        raise ValueError("lineno must be an int >= 0")
    if message or module:
        import re
    text_pattern = re.compile(message, re.I) if message else None
    module_pattern = re.compile(module) if module else None
    _add_filter(action, text_pattern, category, module_pattern, lineno, append=append)


def simplefilter(action, category=Warning, lineno=0, append=False):
    """Insert a filter for all texts and modules."""
    if action not in _ACTIONS:
        raise ValueError(f"invalid action: {action!r}")
    if not isinstance(lineno, int):
        raise TypeError("lineno must be an int")
    if lineno < 0:
        raise ValueError("lineno must be an int >= 0")
    _add_filter(action, None, category, None, lineno, append=append)


def _add_filter(*item, append):
    if append:
        if item not in filters:
            filters.append(item)
    else:
        # A filter that is there already moves to the front.
        try:
            filters.remove(item)
        except ValueError:
            pass
        filters.insert(0, item)
    _filters_mutated()


def resetwarnings():
    """Remove all filters."""
    filters[:] = []
    _filters_mutated()


class _OptionError(Exception):
    """An option of the command that can't be read."""


def _processoptions(args):
    """Take the -W options of the command."""
    for arg in args:
        try:
            _setoption(arg)
        except _OptionError as error:
            print("Invalid -W option ignored:", error, file=sys.stderr)


def _setoption(arg):
    """Make a filter of action:message:category:module:line."""
    parts = arg.split(':')
    if len(parts) > 5:
        raise _OptionError("too many fields (max 5): %r" % (arg,))
    parts += [''] * (5 - len(parts))
    action, message, category, module, lineno = (part.strip() for part in parts)
    action = _getaction(action)
    category = _getcategory(category)
    if message or module:
        import re
    # Python: on the command line these are plain text, matched whole for the module.
    if message:
        message = re.escape(message)
    if module:
        module = re.escape(module) + r'\Z'
    if lineno:
        try:
            lineno = int(lineno)
            if lineno < 0:
                raise ValueError
        except (ValueError, OverflowError):
            raise _OptionError("invalid lineno %r" % (lineno,)) from None
    else:
        lineno = 0
    filterwarnings(action, message, category, module, lineno)


def _getaction(action):
    if not action:
        return "default"
    for name in _ACTIONS:
        if name.startswith(action):
            return name
    raise _OptionError("invalid action: %r" % (action,))


def _getcategory(category):
    if not category:
        return Warning
    module, dot, name = category.rpartition('.')
    if not dot:
        import builtins as namespace
    else:
        try:
            namespace = __import__(module, None, None, [name])
        except ImportError:
            raise _OptionError("invalid module name: %r" % (module,)) from None
    try:
        found = getattr(namespace, name)
    except AttributeError:
        raise _OptionError("unknown warning category: %r" % (category,)) from None
    if not issubclass(found, Warning):
        raise _OptionError("invalid warning category: %r" % (category,))
    return found


# Issuing, where there is no native module

def _is_internal_filename(filename):
    return 'importlib' in filename and '_bootstrap' in filename


def _is_filename_to_skip(filename, skip_file_prefixes):
    return any(filename.startswith(prefix) for prefix in skip_file_prefixes)


def _is_internal_frame(frame):
    """Whether a frame belongs to the import system."""
    return _is_internal_filename(frame.f_code.co_filename)


def _next_external_frame(frame, skip_file_prefixes):
    """The nearest caller that is neither the import system nor to be skipped."""
    frame = frame.f_back
    while frame is not None and (
            _is_internal_filename(filename := frame.f_code.co_filename)
            or _is_filename_to_skip(filename, skip_file_prefixes)):
        frame = frame.f_back
    return frame


def warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=()):
    """Issue a warning about the caller, or its caller with stacklevel=2, and so on."""
    if isinstance(message, Warning):
        category = message.__class__
    if category is None:
        category = UserWarning
    if not (isinstance(category, type) and issubclass(category, Warning)):
        raise TypeError("category must be a Warning subclass, not '{:s}'".format(
            type(category).__name__))
    if not isinstance(skip_file_prefixes, tuple):
        raise TypeError('skip_file_prefixes must be a tuple of strs.')
    if skip_file_prefixes:
        stacklevel = max(2, stacklevel)
    try:
        if stacklevel <= 1 or _is_internal_frame(sys._getframe(1)):
            # The import system counts its own frames too.
            frame = sys._getframe(stacklevel)
        else:
            frame = sys._getframe(1)
            for _ in range(stacklevel - 1):
                frame = _next_external_frame(frame, skip_file_prefixes)
                if frame is None:
                    raise ValueError
    except ValueError:
        global_names = sys.__dict__
        filename = "<sys>"
        lineno = 0
    else:
        global_names = frame.f_globals
        filename = frame.f_code.co_filename
        lineno = frame.f_lineno
    module = global_names.get('__name__', "<string>")
    registry = global_names.setdefault("__warningregistry__", {})
    warn_explicit(message, category, filename, lineno, module, registry, global_names, source)


def warn_explicit(message, category, filename, lineno, module=None, registry=None,
                  module_globals=None, source=None):
    """Issue a warning about a given place; registry remembers what has been shown there."""
    lineno = int(lineno)
    if module is None:
        module = filename or "<unknown>"
        if module[-3:].lower() == ".py":
            module = module[:-3]
    if registry is None:
        registry = {}
    if registry.get('version', 0) != _filters_version:
        registry.clear()
        registry['version'] = _filters_version
    if isinstance(message, Warning):
        text = str(message)
        category = message.__class__
    else:
        text = message
        message = category(message)
    key = text, category, lineno
    if registry.get(key):
        return
    for action, text_pattern, wanted, module_pattern, line in filters:
        if ((text_pattern is None or text_pattern.match(text))
                and issubclass(category, wanted)
                and (module_pattern is None or module_pattern.match(module))
                and (line == 0 or line == lineno)):
            break
    else:
        action = defaultaction
    if action == "ignore":
        return
    # So that the line can be shown also if the file has a loader only.
    import linecache
    linecache.getlines(filename, module_globals)
    if action == "error":
        raise message
    if action == "once":
        registry[key] = 1
        once_key = text, category
        if onceregistry.get(once_key):
            return
        onceregistry[once_key] = 1
    elif action == "module":
        registry[key] = 1
        everywhere = text, category, 0
        if registry.get(everywhere):
            return
        registry[everywhere] = 1
    elif action == "default":
        registry[key] = 1
    elif action not in ("always", "all"):
        raise RuntimeError("Unrecognized action (%r) in warnings.filters:\n %s"
                           % (action, (action, text_pattern, wanted, module_pattern, line)))
    _showwarnmsg(WarningMessage(message, category, filename, lineno, source=source))


class catch_warnings:
    """A context that puts the filters and showwarning() back; with record, collects in a list."""

    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0,
                 append=False):
        self._record = record
        self._module = sys.modules['warnings'] if module is None else module
        self._entered = False
        self._filter = None if action is None else (action, category, lineno, append)

    def __repr__(self):
        args = []
        if self._record:
            args.append("record=True")
        if self._module is not sys.modules['warnings']:
            args.append("module=%r" % self._module)
        return "%s(%s)" % (type(self).__name__, ", ".join(args))

    def __enter__(self):
        if self._entered:
            raise RuntimeError("Cannot enter %r twice" % self)
        self._entered = True
        module = self._module
        self._filters = module.filters
        module.filters = self._filters[:]
        module._filters_mutated()
        self._showwarning = module.showwarning
        self._showwarnmsg_impl = module._showwarnmsg_impl
        if self._record:
            log = []
            module._showwarnmsg_impl = log.append
            # A replaced showwarning() would keep the warnings from the list.
            module.showwarning = module._showwarning_orig
        else:
            log = None
        if self._filter is not None:
            simplefilter(*self._filter)
        return log

    def __exit__(self, *exc_info):
        if not self._entered:
            raise RuntimeError("Cannot exit %r without entering first" % self)
        module = self._module
        module.filters = self._filters
        module._filters_mutated()
        module.showwarning = self._showwarning
        module._showwarnmsg_impl = self._showwarnmsg_impl


class deprecated:
    """Mark a class, function or overload as deprecated (PEP 702).

    Type checkers read the mark; at run time the object's use issues a warning of the category,
    none if that is None. The message becomes the attribute __deprecated__.
    """

    def __init__(self, message, /, *, category=DeprecationWarning, stacklevel=1):
        if not isinstance(message, str):
            raise TypeError(f"Expected an object of type str for 'message', "
                            f"not {type(message).__name__!r}")
        self.message = message
        self.category = category
        self.stacklevel = stacklevel

    def __call__(self, arg, /):
        if self.category is None:
            arg.__deprecated__ = self.message
            return arg
        if isinstance(arg, type):
            return self._mark_class(arg)
        if callable(arg):
            wrapper = self._wrap(arg)
            arg.__deprecated__ = wrapper.__deprecated__ = self.message
            return wrapper
        raise TypeError("@deprecated decorator with non-None category must be applied to "
                        f"a class or callable, not {arg!r}")

    def _wrap(self, function):
        import functools
        import inspect
        message, category, level = self.message, self.category, self.stacklevel + 1

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            warn(message, category=category, stacklevel=level)
            return function(*args, **kwargs)

        if inspect.iscoroutinefunction(function):
            wrapper = inspect.markcoroutinefunction(wrapper)
        return wrapper

    def _mark_class(self, cls):
        import functools
        from types import MethodType
        message, category, level = self.message, self.category, self.stacklevel + 1
        new = cls.__new__

        @functools.wraps(new)
        def __new__(kind, /, *args, **kwargs):
            if kind is cls:
                warn(message, category=category, stacklevel=level)
            if new is not object.__new__:
                return new(kind, *args, **kwargs)
            # object.__new__ takes no arguments, unless __init__ does.
            if kind.__init__ is object.__init__ and (args or kwargs):
                raise TypeError(f"{kind.__name__}() takes no arguments")
            return new(kind)

        cls.__new__ = staticmethod(__new__)
        init_subclass = cls.__init_subclass__
        if isinstance(init_subclass, MethodType):
            # A method of the class in Python; it needs the class that is really made.
            function = init_subclass.__func__

            @functools.wraps(function)
            def __init_subclass__(*args, **kwargs):
                warn(message, category=category, stacklevel=level)
                return function(*args, **kwargs)

            cls.__init_subclass__ = classmethod(__init_subclass__)
        else:
            @functools.wraps(init_subclass)
            def __init_subclass__(*args, **kwargs):
                warn(message, category=category, stacklevel=level)
                return init_subclass(*args, **kwargs)

            cls.__init_subclass__ = __init_subclass__
        cls.__deprecated__ = __new__.__deprecated__ = message
        __init_subclass__.__deprecated__ = message
        return cls


_DEPRECATED_MSG = "{name!r} is deprecated and slated for removal in Python {remove}"


def _deprecated(name, message=_DEPRECATED_MSG, *, remove, _version=sys.version_info):
    """Warn that something goes away; RuntimeError if it should be gone already."""
    remove_formatted = f"{remove[0]}.{remove[1]}"
    if (_version[:2] > remove) or (_version[:2] == remove and _version[3] != "alpha"):
        raise RuntimeError(f"{name!r} was slated for removal after Python {remove_formatted} alpha")
    warn(message.format(name=name, remove=remove_formatted), DeprecationWarning, stacklevel=3)


def _warn_unawaited_coroutine(coro):
    """Called when a coroutine is destroyed that was never awaited."""
    text = f"coroutine '{coro.__qualname__}' was never awaited\n"
    if coro.cr_origin is not None:
        import linecache
        import traceback
        def entries():
            for filename, lineno, function in reversed(coro.cr_origin):
                yield filename, lineno, function, linecache.getline(filename, lineno)
        text += "Coroutine created at (most recent call last)\n"
        text += ''.join(traceback.format_list(list(entries())))
        text = text.rstrip("\n")
    else:
        text = text.rstrip("\n")
    # The source keeps the coroutine in the message's details.
    warn(text, category=RuntimeWarning, stacklevel=2, source=coro)


try:
    from _warnings import (filters, _defaultaction, _onceregistry, warn, warn_explicit,
                           _filters_mutated)
    defaultaction = _defaultaction
    onceregistry = _onceregistry
    _warnings_defaults = False
except ImportError:
    filters = []
    defaultaction = "default"
    onceregistry = {}
    _filters_version = 1
    _warnings_defaults = True

    def _filters_mutated():
        global _filters_version
        _filters_version += 1

_processoptions(sys.warnoptions)
if _warnings_defaults:
    # The native module has these from the start.
    if not hasattr(sys, 'gettotalrefcount'):
        filterwarnings("default", category=DeprecationWarning, module="__main__", append=1)
        simplefilter("ignore", category=DeprecationWarning, append=1)
        simplefilter("ignore", category=PendingDeprecationWarning, append=1)
        simplefilter("ignore", category=ImportWarning, append=1)
        simplefilter("ignore", category=ResourceWarning, append=1)
del _warnings_defaults
