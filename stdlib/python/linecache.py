"""Lines of source files by number, cached; for tracebacks, warnings and debuggers.

An entry of `cache` is (size, mtime, lines, full name); mtime is None for source that came from a
loader or from the prompt, and such entries are never checked. An entry of one item is a function
that gives the source when it is asked for.
"""

__all__ = ["getline", "clearcache", "checkcache", "lazycache"]

cache = {}


def clearcache():
    """Forget everything."""
    cache.clear()


def getline(filename, lineno, module_globals=None):
    """A line with its newline, or '' where there is none."""
    lines = getlines(filename, module_globals)
    return lines[lineno - 1] if 1 <= lineno <= len(lines) else ''


def getlines(filename, module_globals=None):
    """All lines of a file, [] if they can't be had."""
    entry = cache.get(filename)
    if entry is not None and len(entry) != 1:
        return entry[2]
    try:
        return updatecache(filename, module_globals)
    except MemoryError:
        clearcache()
        return []


def checkcache(filename=None):
    """Drop what has changed on disk."""
    names = list(cache) if filename is None else [filename]
    for name in names:
        entry = cache.get(name)
        if entry is None or len(entry) == 1:
            continue
        size, mtime, _, fullname = entry
        if mtime is None:
            continue
        import os
        try:
            now = os.stat(fullname)
        except (OSError, ValueError):
            cache.pop(name, None)
            continue
        if size != now.st_size or mtime != now.st_mtime:
            cache.pop(name, None)


def _embedded_source(filename):
    """The lines of a module that is in the binary, by its "<frozen NAME>"; None for others."""
    if not (filename.startswith('<frozen ') and filename.endswith('>')):
        return None
    import _imp
    name = filename[len('<frozen '):-1]
    if not _imp.is_frozen(name):
        return None
    source = _imp.get_frozen_source(name)
    lines = source.splitlines(keepends=True)
    cache[filename] = (len(source), None, lines, filename)
    return lines


def _is_pseudo(filename):
    """Whether no file can be meant: '', '<string>'."""
    return not filename or (filename.startswith('<') and filename.endswith('>'))


def updatecache(filename, module_globals=None):
    """Read a file again, along sys.path too; its lines."""
    import os
    import sys
    entry = cache.get(filename)
    if entry is not None and len(entry) != 1:
        cache.pop(filename, None)
    if _is_pseudo(filename):
        return _embedded_source(filename) or []
    fullname = filename
    try:
        found = os.stat(fullname)
    except OSError:
        # Perhaps a loader has it.
        if lazycache(filename, module_globals):
            try:
                data = cache[filename][0]()
            except (ImportError, OSError):
                pass
            else:
                if data is None:
                    return []             # the loader says that there is no source
                lines = [line + '\n' for line in data.splitlines()]
                cache[filename] = (len(data), None, lines, fullname)
                return lines
        if os.path.isabs(filename):
            return []
        for folder in sys.path:
            try:
                fullname = os.path.join(folder, filename)
                found = os.stat(fullname)
                break
            except (TypeError, AttributeError, OSError, ValueError):
                pass
        else:
            return []
    except ValueError:                    # a name with a NUL, for instance
        return []
    try:
        import tokenize
        with tokenize.open(fullname) as file:
            lines = file.readlines()
    except (OSError, UnicodeDecodeError, SyntaxError):
        return []
    if not lines:
        lines = ['\n']
    elif not lines[-1].endswith('\n'):
        lines[-1] += '\n'
    cache[filename] = (found.st_size, found.st_mtime, lines, fullname)
    return lines


def lazycache(filename, module_globals):
    """Note that the loader of a module has the source; whether that could be done."""
    if filename in cache:
        return len(cache[filename]) == 1
    if _is_pseudo(filename):
        return False
    if module_globals and '__name__' in module_globals:
        spec = module_globals.get('__spec__')
        name = getattr(spec, 'name', None) or module_globals['__name__']
        loader = getattr(spec, 'loader', None)
        if loader is None:
            loader = module_globals.get('__loader__')
        get_source = getattr(loader, 'get_source', None)
        if name and get_source:
            cache[filename] = (lambda: get_source(name),)
            return True
    return False


def _register_code(code, string, name):
    """Keep the source of a code object compiled from text (the prompt), functions inside too."""
    lines = [line + '\n' for line in string.splitlines()]
    entry = (len(string), None, lines, name)
    pending = [code]
    while pending:
        item = pending.pop()
        pending += [c for c in item.co_consts if isinstance(c, type(code))]
        cache[item.co_filename] = entry
