"""fileinput of 3.13: hook_compressed() gives a binary file no encoding."""

_hook_compressed_311 = hook_compressed


def hook_compressed(filename, mode, *, encoding=None, errors=None):
    if encoding is None and 'b' in mode and os.path.splitext(filename)[1] not in ('.gz', '.bz2'):
        return open(filename, mode, encoding=None, errors=errors)
    return _hook_compressed_311(filename, mode, encoding=encoding, errors=errors)
