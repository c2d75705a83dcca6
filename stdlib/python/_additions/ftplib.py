"""ftplib of 3.12: certificates come from the context alone."""
from _extend import _override


@_override(FTP_TLS)
class _before:
    def __init__(self, host='', user='', passwd='', acct='', *, context=None,
                 timeout=_GLOBAL_DEFAULT_TIMEOUT, source_address=None, encoding='utf-8'):
        _before.__init__(self, host, user, passwd, acct, context=context, timeout=timeout,
                         source_address=source_address, encoding=encoding)
        del self.keyfile, self.certfile
