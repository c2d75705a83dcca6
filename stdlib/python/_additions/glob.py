"""glob of 3.13: translate(), a pattern's regular expression; glob0(), glob1() are deprecated."""
import warnings

__all__ += ['translate']


def translate(pat, *, recursive=False, include_hidden=False, seps=None):
    """Translate a pathname with shell wildcards to a regular expression.

    `**` as a segment stands for any number of segments if `recursive`; wildcards match leading
    dots if `include_hidden`; `seps` are the separators, by default those of os.path.
    """
    if not seps:
        seps = (os.path.sep, os.path.altsep) if os.path.altsep else os.path.sep
    letters = ''.join(map(re.escape, seps))
    sep = f'[{letters}]' if len(seps) > 1 else letters
    not_sep = f'[^{letters}]'
    if include_hidden:
        segment = f'{not_sep}+'
        segments_before, segments_last = f'(?:.+{sep})?', '.*'
    else:
        segment = f'[^{letters}.]{not_sep}*'
        segments_before = f'(?:{segment}{sep})*'
        segments_last = f'{segments_before}(?:{segment})?'

    out = []
    parts = re.split(sep, pat)
    last = len(parts) - 1
    for index, part in enumerate(parts):
        end = '' if index == last else sep
        if part == '*':
            out.append(segment + end)
        elif recursive and part == '**':
            if index == last:
                out.append(segments_last)
            elif parts[index + 1] != '**':
                out.append(segments_before)
        else:
            if part and not include_hidden and part[0] in '*?':
                out.append(r'(?!\.)')
            out.append(_translate_segment(part, not_sep) + end)
    return rf'(?s:{"".join(out)})\Z'


_instead = ('{name} is deprecated and will be removed in Python {remove}. Use '
            'glob.glob and pass a directory to its root_dir argument instead.')


def glob0(dirname, pattern):
    """Deprecated."""
    warnings._deprecated('glob.glob0', _instead, remove=(3, 15))
    return _glob0(dirname, pattern, None, False)


def glob1(dirname, pattern):
    """Deprecated."""
    warnings._deprecated('glob.glob1', _instead, remove=(3, 15))
    return _glob1(dirname, pattern, None, False)


def _translate_segment(part, not_sep):
    """One segment without its separator; runs of stars are one star."""
    out = []
    index = 0
    while index < len(part):
        letter = part[index]
        end = index + 1
        if letter == '*':
            if out[-1:] != [f'{not_sep}*']:
                out.append(f'{not_sep}*')
        elif letter == '?':
            out.append(not_sep)
        elif letter == '[' and (close := _bracket_end(part, index)) > 0:
            end = close
            out.append(fnmatch.translate(part[index:end])[4:-3])
        else:
            out.append(re.escape(letter))
        index = end
    return ''.join(out)


def _bracket_end(part, start):
    """Behind the set that starts at `start`; 0: it has no end, so `[` is a letter."""
    index = start + 1
    if part[index:index + 1] == '!':
        index += 1
    if part[index:index + 1] == ']':
        index += 1
    return part.find(']', index) + 1


_glob2_311 = _glob2


def _glob2(dirname, pattern, dir_fd, dironly, include_hidden=False):
    """What `**` matches below a folder; nothing below what is none."""
    names = _glob2_311(dirname, pattern, dir_fd, dironly, include_hidden)
    if dirname and not _isdir(dirname, dir_fd):
        next(names)
    return names
