"""urllib.request of 3.12 and 3.13: the list of hosts that Windows reaches without its proxy."""


def _proxy_bypass_winreg_override(host, override):
    """Whether a pattern of the list, which semicolons divide, is of the host."""
    from fnmatch import fnmatch
    name = _splitport(host)[0]
    for pattern in map(str.strip, override.split(';')):
        # <local>: any name without a domain
        if '.' not in name if pattern == '<local>' else fnmatch(name, pattern):
            return True
    return False
