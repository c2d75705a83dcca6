"""poplib of 3.12: certificates come from the context alone."""
from _extend import _override


@_override(POP3_SSL)
class _before:
    def __init__(self, host, port=POP3_SSL_PORT, *, timeout=socket._GLOBAL_DEFAULT_TIMEOUT,
                 context=None):
        _before.__init__(self, host, port, timeout=timeout, context=context)
        del self.keyfile, self.certfile

    def stls(self, context=None):
        """There is TLS already: this raises error_proto."""
        raise error_proto('-ERR TLS session already established')
