"""Finding paths by pattern: what Path.glob(), match() and full_match() do with one.

select() works on texts and yields texts: a Path is made for what matches and for nothing else. A
pattern is a list of names; each makes the step that follows from a directory to the next:
    ''         only directories pass
    '..'       the text is appended
    'name'     appended; whether it is there is asked at the end, once
    'na*e'     a directory is read
    '**'       a tree is read; the names after it, to the next '..' or '', are matched in the same
               walk where it passes them
"""
import functools
import glob
import os
import posixpath
import re

_magic = re.compile('[*?[]').search


@functools.lru_cache(maxsize=512)
def matcher(pattern, sep, case_sensitive, recursive):
    """The match method of the pattern's regular expression; it matches hidden names too."""
    flags = re.NOFLAG if case_sensitive else re.IGNORECASE
    text = glob.translate(pattern, recursive=recursive, include_hidden=True, seps=sep)
    return re.compile(text, flags).match


def select(start, named, parts, parser, case_sensitive, recurse_symlinks):
    """The texts of the paths under `start` that match. named: it is not '.', the empty path."""
    # With the case rule of the system itself, names are looked up; with another, read and matched.
    pedantic = case_sensitive is not None
    if case_sensitive is None:
        case_sensitive = parser is posixpath
    search = _Search(parser.sep, case_sensitive, pedantic, recurse_symlinks)
    prefix = ''
    if named:
        prefix = start if start.endswith(parser.sep) else start + parser.sep
    return search.step(tuple(parts), 0, prefix, start, False)


class _Search:
    def __init__(self, sep, case_sensitive, pedantic, recurse_symlinks):
        self.sep = sep
        self.case_sensitive = case_sensitive
        self.pedantic = pedantic
        self.recurse_symlinks = recurse_symlinks

    def step(self, parts, at, prefix, path, exists):
        """What parts[at:] finds. prefix: the path with a separator; exists: it is there."""
        if at == len(parts):
            if exists or os.path.lexists(path or '.'):
                yield path
            return
        part = parts[at]
        if part == '':
            if os.path.isdir(path or '.'):
                yield path
        elif part == '**':
            yield from self.tree(parts, at, prefix, path)
        elif part == '..':
            path = f'{prefix}..'
            yield from self.step(parts, at + 1, path + self.sep, path, False)
        elif self.pedantic or _magic(part):
            yield from self.directory(parts, at, prefix, path)
        else:
            path = prefix + part
            yield from self.step(parts, at + 1, path + self.sep, path, False)

    def directory(self, parts, at, prefix, path):
        match = None
        if parts[at] != '*':
            match = matcher(parts[at], self.sep, self.case_sensitive, False)
        last = at + 1 == len(parts)
        for entry in _entries(path):
            name = entry.name
            if match is not None and match(name) is None:
                continue
            found = prefix + name
            if last:
                yield found
            elif _is_dir(entry, True):
                yield from self.step(parts, at + 1, found + self.sep, found, True)

    def tree(self, parts, at, prefix, path):
        end = at + 1
        while end < len(parts) and parts[end] == '**':
            end += 1
        # Names may match links to directories, which the walk follows only if it is told to: what
        # the walk can match by itself is then a last name and nothing more.
        if self.recurse_symlinks:
            while end < len(parts) and parts[end] not in ('', '..'):
                end += 1
        elif end + 1 == len(parts) and parts[end] not in ('', '..'):
            end += 1
        wanted = parts[at:end]
        while len(wanted) > 1 and wanted[0] == '**' == wanted[1]:
            wanted = wanted[1:]
        match = None
        if wanted != ('**',):
            match = matcher(self.sep.join(wanted), self.sep, self.case_sensitive, True)
        more = end < len(parts)
        start = len(prefix)
        if not os.path.isdir(path or '.'):
            return
        if match is None or match('') is not None:
            yield from self.step(parts, end, prefix, path, True)
        stack = [path]
        while stack:
            path = stack.pop()
            prefix = path if not path or path.endswith(self.sep) else path + self.sep
            if start == 0 and path == '.':
                prefix = ''
            for entry in _entries(path):
                found = prefix + entry.name
                is_dir = _is_dir(entry, self.recurse_symlinks)
                if match is None or match(found, start) is not None:
                    if not more:
                        yield found
                    elif is_dir:
                        yield from self.step(parts, end, found + self.sep, found, True)
                if is_dir:
                    stack.append(found)


def _entries(path):
    """What is in a directory; nothing if it cannot be read."""
    try:
        with os.scandir(path or '.') as entries:
            return list(entries)
    except OSError:
        return ()


def _is_dir(entry, follow_symlinks):
    try:
        return entry.is_dir(follow_symlinks=follow_symlinks)
    except OSError:
        return False
