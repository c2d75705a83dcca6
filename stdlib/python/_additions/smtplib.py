"""smtplib of 3.12: certificates come from the context alone."""
from _extend import _override


@_override(SMTP)
class _smtp:
    def putcmd(self, cmd, args=''):
        """Send a command; those that name addresses are in small letters."""
        if cmd in ('mail', 'rcpt'):
            keyword, colon, address = args.partition(':')
            args = keyword.lower() + colon + address
        _smtp.putcmd(self, cmd, args)

    def starttls(self, *, context=None):
        """Go on with TLS; what the server said before is forgotten.

        Raises SMTPNotSupportedError if the server knows no STARTTLS, SMTPResponseException if it
        refuses, SMTPHeloError if it does not answer the greeting.
        """
        return _smtp.starttls(self, context=context)


@_override(SMTP_SSL)
class _smtp_ssl:
    def __init__(self, host='', port=0, local_hostname=None, *,
                 timeout=socket._GLOBAL_DEFAULT_TIMEOUT, source_address=None, context=None):
        _smtp_ssl.__init__(self, host, port, local_hostname, timeout=timeout,
                           source_address=source_address, context=context)
        del self.keyfile, self.certfile
