"""imaplib of 3.12: certificates come from the context alone."""
from _extend import _override


@_override(IMAP4_SSL)
class _before:
    def __init__(self, host='', port=IMAP4_SSL_PORT, *, ssl_context=None, timeout=None):
        _before.__init__(self, host, port, ssl_context=ssl_context, timeout=timeout)
        del self.keyfile, self.certfile
